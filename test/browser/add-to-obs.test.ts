import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser } from '../../scripts/browser.ts'
import { openHost } from '../obs/host-with-plugin.ts'
import { type RealObs, startObs } from '../obs/real-obs.ts'
import { startWithBrowserSource } from '../stand-ins/obs/browser-source.ts'
import { createEnding } from '../support/ending.ts'
import { openPage } from './doors.ts'

let browser: Browser
let obs: RealObs
let host: Awaited<ReturnType<typeof openHost>>
const ending = createEnding()
before(async () => {
  browser = await openBrowser()
  obs = await startObs(ending)
  const front = await startWithBrowserSource(ending, obs.url)
  host = await openHost(ending, front.host, { url: front.url }, ['alerts'])
})
after(async () => {
  await browser.close()
  await ending.end()
})

test('one press of a button adds an overlay to OBS with its key, and the dashboard says that it is on air, then that it is hidden', async (t) => {
  const { page, faults } = await openPage(t, { browser, origin: host.url, viewport: { width: 1280, height: 900 }, locale: 'es-ES' })
  await page.goto(`${host.url}/#key=${host.keys.admin}`)
  await page.goto(`${host.url}/#/live`)
  const row = page.locator('.overlay-row').filter({ hasText: 'Alerts' })
  await row.getByRole('button', { name: 'Add to OBS' }).click()
  await row.getByText('en OBS, en el aire').waitFor({ timeout: 30_000 })

  const { inputSettings } = await obs.hand.call('GetInputSettings', { inputName: 'Alerts' })
  const { pathname, hash } = new URL(String(inputSettings.url))
  const overlay = await fetch(`${host.url}/api/me`, { headers: { authorization: `Bearer ${hash.slice('#key='.length)}` } })
  assert.deepEqual([pathname, Object(await overlay.json()).role], ['/overlay/alerts/alerts', 'overlay'])

  const { sceneItemId } = await obs.hand.call('GetSceneItemId', { sceneName: 'Scene', sourceName: 'Alerts' })
  await obs.hand.call('SetSceneItemEnabled', { sceneName: 'Scene', sceneItemId, sceneItemEnabled: false })
  await row.getByText('en OBS: oculto en la escena Scene').waitFor({ timeout: 30_000 })
  assert.deepEqual(faults, [])
})
