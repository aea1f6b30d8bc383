import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser } from '../../scripts/browser.ts'
import { createEnding, openDashboard, openRoom, type Room } from './room.ts'

let browser: Browser
let room: Room
const ending = createEnding()
before(async () => {
  browser = await openBrowser()
  room = await openRoom(ending)
})
after(async () => {
  await browser.close()
  await ending.end()
})

/** From now on, keeps in `said` what a screen reader would read out: what changes where the nearest part that says so is live. */
const LISTEN = `window.said = []; new MutationObserver((changes) => {
  for (const { target } of changes) {
    const at = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement
    const live = at?.closest('[aria-live], [role=alert], [role=status]')
    if (live && live.getAttribute('aria-live') !== 'off') said.push(live.textContent)
  }
}).observe(document.body, { subtree: true, childList: true, characterData: true })`

test('while everything is stopped, neither the events that wait nor the time that goes by is read out', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, at: 'live' })
  t.after(() => room.ask('DELETE', '/api/panic'))
  await room.ask('POST', '/api/panic')
  const banner = page.locator('.banner', { hasText: 'Everything is stopped.' })
  const alerts = page.getByRole('status', { name: 'Look at this' })
  await banner.getByRole('alert').waitFor()
  await alerts.locator('time').waitFor()
  const [held, told] = [await banner.innerText(), await alerts.innerText()]
  await page.evaluate(LISTEN)
  await room.simulate('chat', { message: 'waits' })
  await banner.filter({ hasNotText: held }).waitFor()
  await alerts.filter({ hasNotText: told }).waitFor()
  assert.deepEqual([await page.evaluate('said'), faults], [[], []])
})
