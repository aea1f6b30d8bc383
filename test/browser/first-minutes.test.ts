import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openBrowser } from '../../scripts/browser.ts'
import { startHost } from '../support/host.ts'
import { listening, openPage } from './doors.ts'

test('from the first link to a card on stream: copy the OBS link, open it, press the button', async (t) => {
  const browser = await openBrowser()
  t.after(() => browser.close())
  const { url, keys } = await startHost(t)
  const permissions = ['clipboard-read', 'clipboard-write']
  const { page: dashboard, faults } = await openPage(t, { browser, origin: url, permissions })
  await dashboard.goto(`${url}/#key=${keys.admin}`)
  await dashboard.getByRole('button', { name: 'Copy link' }).click()
  const link = String(await dashboard.evaluate('navigator.clipboard.readText()'))

  const { page: overlay, faults: overlayFaults } = await openPage(t, { browser, origin: url })
  const ready = listening(overlay)
  await overlay.goto(link)
  await ready
  await dashboard.getByText('open in OBS').waitFor()
  await dashboard.getByRole('button', { name: 'Gift' }).click()
  await overlay.getByText('×5', { exact: true }).waitFor()
  assert.equal(await overlay.locator('.line').textContent(), 'sent Rose')
  assert.deepEqual([faults, overlayFaults], [[], []])
})
