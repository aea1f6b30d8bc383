import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { bestOf } from '../../core/dashboard/page/palette/fuzzy.ts'
import { openBrowser } from '../../scripts/browser.ts'
import { seriousFaults } from './axe.ts'
import { createEnding, find, openDashboard, openRoom, type Room } from './room.ts'

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

const best = (typed: string, texts: readonly string[]) => bestOf(typed, texts, { textOf: (text) => text, limit: 2 })

test('what was typed is found by its letters in order, at beginnings of words first, without accents', () => {
  const texts = ['Dead letters', 'Live', 'Plugins', 'Sesión 4', 'Simulator', 'Settings']
  assert.deepEqual(
    [best('dl', texts)[0], best('sesion', texts)[0], best('set', texts)[0], best('zz', texts), best('', texts)],
    ['Dead letters', 'Sesión 4', 'Settings', [], ['Dead letters', 'Live']],
  )
})

test('S3-062: Ctrl K finds pages, plugins, sessions and people with the keyboard alone', async (t) => {
  await room.simulate('chat', { message: 'hi', user: { displayName: 'Mateo', uniqueId: 'mateo', userId: 'id-mateo' } })
  const { page, faults } = await openDashboard(t, room, { browser })
  const place = () => page.evaluate('location.hash')
  const go = async (typed: string, option: RegExp) => {
    await find(page, typed)
    await page.getByRole('option', { name: option, selected: true }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  await go('simu', /Simulator/)
  assert.equal(await place(), '#/simulator')
  await go('alerts', /Alerts/)
  assert.equal(await place(), '#/plugins/alerts')
  await go('simulated ev', /Simulated events/)
  assert.match(String(await place()), /^#\/sessions\/./)
  await go('mateo', /Mateo/)
  assert.equal(await place(), '#/moderation/id-mateo')
  assert.deepEqual(faults, [])
})

test('the arrows choose, Esc closes and leaves everything as it was', async (t) => {
  const { page } = await openDashboard(t, room, { browser, at: 'simulator' })
  await find(page, '')
  const chosen = page.locator('.palette').getByRole('option', { selected: true })
  const first = await chosen.textContent()
  await page.keyboard.press('ArrowDown')
  assert.notEqual(await chosen.textContent(), first)
  await page.keyboard.press('ArrowUp')
  assert.equal(await chosen.textContent(), first)
  assert.deepEqual(await seriousFaults(page), [])
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  assert.equal(await page.evaluate('location.hash'), '#/simulator')
})

test('a moderator is offered nothing that is not theirs', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, role: 'moderator' })
  await find(page, 'moder')
  await page.getByRole('option', { name: /Moderation/ }).waitFor()
  await page.locator('.palette input').fill('alerts')
  await page.getByText('Nothing fits that.').waitFor()
  assert.deepEqual(faults, [])
})
