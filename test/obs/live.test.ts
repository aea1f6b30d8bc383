import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createEnding } from '../support/ending.ts'
import { createFolder } from '../support/folder.ts'
import { openSocket } from '../support/host.ts'
import { ROOT } from '../support/root.ts'
import { openHost } from './host-with-plugin.ts'
import { type RealObs, startObs } from './real-obs.ts'
import { tone } from './wave.ts'

const RULES = [
  { event: 'gift', do: 'scene', what: 'Party', minCoins: 100, forSeconds: 1, priority: 50 },
  { event: 'gift', do: 'scene', what: 'Galaxy', minCoins: 1000, forSeconds: 60, priority: 80 },
  { event: 'follow', do: 'text', what: 'Last follower', text: '{name}' },
]

let obs: RealObs
let host: Awaited<ReturnType<typeof openHost>>
const ending = createEnding()
before(async () => {
  obs = await startObs(ending)
  for (const sceneName of ['Game', 'Party', 'Galaxy']) await obs.hand.call('CreateScene', { sceneName })
  await obs.hand.call('CreateInput', { sceneName: 'Game', inputName: 'Last follower', inputKind: 'text_ft2_source_v2' })
  await obs.hand.call('SetCurrentProgramScene', { sceneName: 'Game' })
  host = await openHost(ending, obs.host, { url: obs.url, rules: RULES })
})
after(() => ending.end())

/** Resolves once OBS tells that this scene is on air. */
function untilOnAir(scene: string) {
  return new Promise<void>((resolve) => {
    const listen = ({ sceneName }: { sceneName: string }) => {
      if (sceneName !== scene) return
      obs.hand.off('CurrentProgramSceneChanged', listen)
      resolve()
    }
    obs.hand.on('CurrentProgramSceneChanged', listen)
  })
}

const onAir = async () => (await obs.hand.call('GetCurrentProgramScene')).currentProgramSceneName

test('S1-083: a gift changes the scene of OBS, and the one before comes back', async () => {
  const party = untilOnAir('Party')
  await host.gift(200)
  await party
  await untilOnAir('Game')
  assert.equal(await onAir(), 'Game')
})

test('pages that come later are told whether OBS is there, and which scene is on air', async () => {
  const { messages, until } = await openSocket(ending, host.url, { key: host.keys.admin, subscribe: { topics: ['obs.state'] } })
  const isTold = () =>
    messages.some((message) => JSON.stringify(message).includes('"state":"ready"') && JSON.stringify(message).includes('"scene":"Game"'))
  await until(isTold)
})

test('who follows is written into OBS', async () => {
  await host.ask('POST', '/api/simulate/follow', { username: 'luna' })
  const text = async () => (await obs.hand.call('GetInputSettings', { inputName: 'Last follower' })).inputSettings.text
  // Older versions of OBS do not tell of it.
  while ((await text()) !== 'luna');
})

test('panic ends what rules have begun: the scene before is back', async () => {
  const galaxy = untilOnAir('Galaxy')
  await host.gift(5000)
  await galaxy
  const back = untilOnAir('Game')
  await host.ask('POST', '/api/panic')
  await back
  await host.ask('DELETE', '/api/panic')
  assert.equal(await onAir(), 'Game')
})

test('a plugin that is stopped brings back the scene before', async () => {
  const galaxy = untilOnAir('Galaxy')
  await host.gift(5000)
  await galaxy
  const back = untilOnAir('Game')
  await host.ask('POST', '/api/plugins/obs/disable')
  await back
  await host.ask('POST', '/api/plugins/obs/enable')
  assert.equal(await onAir(), 'Game')
})

test('a picture of what is on air is fetched from the host, a PNG of the size that was asked for', async () => {
  const { body } = await host.ask('POST', '/api/actions/obs.screenshot', { width: 320 })
  const response = await fetch(host.url + Object(body.value).url)
  const bytes = Buffer.from(await response.arrayBuffer())
  assert.deepEqual(
    [response.headers.get('content-type'), bytes.toString('latin1', 1, 4), bytes.readUInt32BE(16), bytes.readUInt32BE(20)],
    ['image/png', 'PNG', 320, 180],
  )
})

test('what this OBS cannot do is a sentence for who pressed the button', async () => {
  const { status, body } = await host.ask('POST', '/api/actions/obs.addOverlay', {
    title: 'Alerts',
    url: `${host.url}/overlay/alerts/alerts#key=x`,
  })
  assert.ok(status >= 400, String(status))
  assert.match(JSON.stringify(body), /This OBS has no browser source/)
})

/** The status of an action that this role calls. */
async function call(role: 'admin' | 'moderator', action: string, input: object): Promise<number> {
  const headers = { authorization: `Bearer ${host.keys[role]}`, 'content-type': 'application/json' }
  return (await fetch(`${host.url}/api/actions/obs.${action}`, { method: 'POST', headers, body: JSON.stringify(input) })).status
}

test('T18: nobody puts a foreign page into OBS, and a moderator puts none at all', async () => {
  const foreign = { title: 'Mine', url: 'https://evil.example/overlay/alerts/alerts' }
  const own = { title: 'Mine', url: `${host.url}/overlay/alerts/alerts` }
  assert.deepEqual([await call('admin', 'addOverlay', foreign), await call('moderator', 'addOverlay', own)], [422, 403])
})

test('T18: a file is played by the streamer alone; a moderator plays the media sources of OBS, and puts no file on the menu', async () => {
  const file = join(createFolder(), 'horn.wav')
  await writeFile(file, tone(0.3))
  assert.deepEqual(
    [
      await call('moderator', 'playMedia', { file }),
      await call('moderator', 'playFile', { file }),
      await call('admin', 'playFile', { file }),
      await call('moderator', 'playMedia', { input: 'Showrunner media' }),
    ],
    [422, 403, 200, 200],
  )
  const menu = JSON.parse(await readFile(join(ROOT, 'plugins/tip-menu/plugin.manifest.json'), 'utf8'))
  assert.deepEqual([menu.permissions.actions.includes('obs.playMedia'), menu.permissions.actions.includes('obs.playFile')], [true, false])
})
