import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { EventSubscription } from 'obs-websocket-js'
import { createEnding } from '../support/ending.ts'
import { createFolder } from '../support/folder.ts'
import { startHost } from '../support/host.ts'
import { PASSWORD, startObs } from './real-obs.ts'

const INPUT = 'Showrunner media'

test('a gift is said by a media source of OBS, whose meter moves while it is, and the next follows when it has ended', async (t) => {
  const ending = createEnding()
  t.after(ending.end)
  const obs = await startObs(ending)
  const dataDir = createFolder()
  const plugins = {
    obs: { enabled: true, settings: { url: obs.url } },
    tts: { settings: { language: 'es', playIn: 'obs', gapMs: 0 } },
  }
  await writeFile(join(dataDir, 'settings.json'), JSON.stringify({ schemaVersion: '1', plugins }))
  const variables = { PATH: process.env.PATH, OBS_WEBSOCKET_PASSWORD: PASSWORD }
  const host = await startHost(ending, { dataDir, only: ['obs', 'tts'], variables })
  const ask = (path: string, body: object) =>
    fetch(host.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  assert.equal((await ask('/api/actions/obs.connect', {})).status, 200)

  const order: string[] = []
  let loudest = 0
  await obs.hand.reidentify({ eventSubscriptions: EventSubscription.All | EventSubscription.InputVolumeMeters })
  // Of each channel: its mean, its peak, and its peak before the fader.
  obs.hand.on('InputVolumeMeters', ({ inputs }) => {
    for (const { inputName, inputLevelsMul } of inputs as unknown as { inputName: string; inputLevelsMul: number[][] }[])
      if (inputName === INPUT) loudest = Math.max(loudest, ...inputLevelsMul.map(([, peak = 0]) => peak))
  })
  obs.hand.on('MediaInputPlaybackStarted', () => order.at(-1) !== 'started' && order.push('started'))
  const ended = new Promise<void>((resolve) =>
    obs.hand.on('MediaInputPlaybackEnded', () => {
      order.push('ended')
      if (order.filter((what) => what === 'ended').length === 2) resolve()
    }),
  )
  await ask('/api/simulate/gift', { username: 'luna', giftName: 'Rose' })
  await ask('/api/simulate/gift', { username: 'mateo', giftName: 'Galaxy', coins: 1000 })
  await ended
  assert.deepEqual(order, ['started', 'ended', 'started', 'ended'])
  assert.ok(loudest > 0.02, `OBS heard nothing: ${loudest}`)
})
