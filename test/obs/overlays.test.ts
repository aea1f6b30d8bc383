import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Ask } from '../../plugins/obs/link/requests.ts'
import { createRequests } from '../../plugins/obs/link/requests.ts'
import { addOverlay } from '../../plugins/obs/overlays/add.ts'
import { overlayHealth } from '../../plugins/obs/overlays/health.ts'
import { createTestClock } from '../plugins/obs/clock.ts'
import { createEnding } from '../support/ending.ts'
import { type RealObs, startObs } from './real-obs.ts'

/** Debian's OBS has no browser source. A source of another kind keeps the same settings, and is in scenes, hidden and found like one. */
const KIND = 'color_source_v3'
const ALERTS = { title: 'Alerts', url: 'http://127.0.0.1:3000/overlay/alerts/alerts?theme=neon#key=one', width: 1280, height: 720 }

let obs: RealObs
let ask: Ask
const ending = createEnding()
before(async () => {
  obs = await startObs(ending)
  // The types are those of the library on both sides.
  const send = (type: Parameters<Ask>[0], data: unknown) => obs.hand.call(type, data as never)
  ask = createRequests({ send, sendAll: async () => [], clock: createTestClock(), onSilence: () => {} }).ask
  for (const sceneName of ['Game', 'Talk']) await ask('CreateScene', { sceneName })
  await ask('SetCurrentProgramScene', { sceneName: 'Game' })
})
after(() => ending.end())

const add = (link: Partial<typeof ALERTS> = {}, scene = 'Game') => addOverlay({ ...ALERTS, ...link }, { ask, scene, kind: KIND })
const items = async (sceneName: string) => (await ask('GetSceneItemList', { sceneName })).sceneItems.map(({ sourceName }) => sourceName)
const health = () => overlayHealth(ask, KIND)

test('an overlay is added to the scene with its link and size, and nothing of it is twice', async () => {
  assert.deepEqual(await add(), { input: 'Alerts', scene: 'Game', was: 'new' })
  assert.deepEqual(await add(), { input: 'Alerts', scene: 'Game', was: 'there' })
  const { inputSettings } = await ask('GetInputSettings', { inputName: 'Alerts' })
  assert.deepEqual(inputSettings, { url: ALERTS.url, width: 1280, height: 720, reroute_audio: true })
  assert.deepEqual(await items('Game'), ['Alerts'])
})

test('a link with another key replaces the one before, in the same source', async () => {
  const url = 'http://127.0.0.1:3000/overlay/alerts/alerts#key=two'
  assert.equal((await add({ url })).was, 'there')
  assert.equal((await ask('GetInputSettings', { inputName: 'Alerts' })).inputSettings.url, url)
})

test('in another scene the same source is shown as well', async () => {
  assert.deepEqual(await add({}, 'Talk'), { input: 'Alerts', scene: 'Talk', was: 'there' })
  assert.deepEqual(await items('Talk'), ['Alerts'])
})

test('a name that something else has is passed over', async () => {
  await ask('CreateInput', { sceneName: 'Game', inputName: 'Goals', inputKind: KIND })
  const added = await add({ title: 'Goals', url: 'http://127.0.0.1:3000/overlay/goals/goals#key=three' })
  assert.deepEqual(added, { input: 'Goals 2', scene: 'Game', was: 'new' })
})

test('an overlay that is larger than the picture is made as small as it', async () => {
  const { input } = await add({ title: 'Chat', url: 'http://127.0.0.1:3000/overlay/overlays/chat#key=four', width: 2560, height: 1440 })
  const { sceneItemId } = await ask('GetSceneItemId', { sceneName: 'Game', sourceName: input })
  const { sceneItemTransform } = await ask('GetSceneItemTransform', { sceneName: 'Game', sceneItemId })
  const { boundsType, boundsWidth, boundsHeight } = sceneItemTransform
  assert.deepEqual([boundsType, boundsWidth, boundsHeight], ['OBS_BOUNDS_SCALE_INNER', 1280, 720])
})

test('what is no link of an overlay is not added', async () => {
  for (const url of [
    'https://example.com/',
    'file:///overlay/alerts/alerts',
    'javascript:alert(1)',
    'http://127.0.0.1:3000/overlay/../x',
    'nothing',
  ])
    await assert.rejects(add({ url }), /no link of an overlay/, url)
})

test('health says of each overlay whether it is on air, hidden, in another scene only, or in none, and how large', async () => {
  const find = async () => {
    const one = (await health()).find(({ input }) => input === 'Alerts')
    return [one?.where, one?.scene, one?.width, one?.height]
  }
  const inGame = { sceneName: 'Game', sceneItemId: (await ask('GetSceneItemId', { sceneName: 'Game', sourceName: 'Alerts' })).sceneItemId }
  // A source is on air from the next frame on.
  const untilActive = async (isActive: boolean) => {
    while ((await ask('GetSourceActive', { sourceName: 'Alerts' })).videoActive !== isActive);
  }
  await untilActive(true)
  const onAir = await find()
  await ask('SetSceneItemEnabled', { ...inGame, sceneItemEnabled: false })
  await untilActive(false)
  const hidden = await find()
  await ask('RemoveSceneItem', inGame)
  const elsewhere = await find()
  assert.deepEqual(
    [onAir, hidden, elsewhere],
    [
      ['shown', 'Game', 1280, 720],
      ['hidden', 'Game', 1280, 720],
      ['elsewhere', 'Talk', 1280, 720],
    ],
  )
})

test('health tells of no source but those with a page of a host', async () => {
  assert.deepEqual((await health()).map(({ page }) => page).sort(), ['alerts/alerts', 'goals/goals', 'overlays/chat'])
})
