import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Rehearsed } from '../../core/rehearsal/rehearse.ts'
import { startWithBrowserSource } from '../stand-ins/obs/browser-source.ts'
import { createEnding } from '../support/ending.ts'
import { startPlugin } from './plugin-in-sandbox.ts'
import { type RealObs, startObs } from './real-obs.ts'

const LINK = { title: 'Alerts', url: 'http://127.0.0.1:3000/overlay/alerts/alerts#key=one', width: 1280, height: 720 }
const LOOK = { language: 'en', pages: [{ page: 'alerts/alerts', width: 1280, height: 720 }] }

let obs: RealObs
let front: Awaited<ReturnType<typeof startWithBrowserSource>>
let plugin: Rehearsed
const ending = createEnding()
before(async () => {
  obs = await startObs(ending)
  front = await startWithBrowserSource(ending, obs.url)
  plugin = await startPlugin(ending, front)
  await plugin.act('connect')
})
after(() => ending.end())

const remark = async () => Object((await plugin.act('overlayRemarks', LOOK)).answer).remarks
const untilActive = async (isActive: boolean) => {
  while ((await obs.hand.call('GetSourceActive', { sourceName: 'Alerts' })).videoActive !== isActive);
}

test('an overlay is added, is on air, and is told to be hidden once it is', async () => {
  assert.deepEqual((await plugin.act('addOverlay', LINK)).answer, { input: 'Alerts', scene: 'Scene', was: 'new' })
  await untilActive(true)
  assert.deepEqual(await remark(), [{ page: 'alerts/alerts', tone: 'green', text: 'in OBS, on air' }])
  await plugin.act('hideSource', { source: 'Alerts' })
  await untilActive(false)
  assert.deepEqual(await remark(), [{ page: 'alerts/alerts', tone: 'gold', text: 'in OBS: hidden in scene Scene' }])
})

test('to add it again shows the source that is hidden, and makes no second one', async () => {
  assert.deepEqual((await plugin.act('addOverlay', LINK)).answer, { input: 'Alerts', scene: 'Scene', was: 'there' })
  await untilActive(true)
  assert.equal((await obs.hand.call('GetSceneItemList', { sceneName: 'Scene' })).sceneItems.length, 1)
})

test('the key of a link is in no answer, no log and no topic', async () => {
  const outcomes = [
    await plugin.act('addOverlay', { ...LINK, url: LINK.url.replace('one', 'not-for-logs') }),
    await plugin.act('overlayRemarks', LOOK),
  ]
  assert.doesNotMatch(JSON.stringify(outcomes), /not-for-logs/)
})

test('every overlay is loaded anew when that is asked', async () => {
  assert.deepEqual((await plugin.act('refreshOverlays')).answer, { refreshed: ['Alerts'] })
  assert.deepEqual(front.refreshed(), ['Alerts'])
})
