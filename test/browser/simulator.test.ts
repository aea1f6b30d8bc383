import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { PRESETS } from '../../core/dashboard/page/simulator/presets.ts'
import type { AnalyticsSummary, ScenarioList, SessionPage } from '../../schemas/types.ts'
import { EVENT_TYPES } from '../../schemas/types.ts'
import { openBrowser } from '../../scripts/browser.ts'
import { seriousFaults } from './axe.ts'
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

test('S0-106: one press sends a popular chat, Rose ×5, a new follower, 10 likes, a share, a big gift or a tip', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, at: 'simulator' })
  const before = room.events.length
  for (const name of ['Popular chat', 'Rose ×5', 'New follower', '10 likes', 'Share', 'Big gift', 'Tip']) {
    await page.getByRole('button', { name, exact: true }).click()
    await page.getByText(new RegExp(`^${name}: (Sent|10 sent)$`)).waitFor()
  }
  const sent = PRESETS.reduce((sum, { times }) => sum + times, 0)
  await room.until((events) => events.length >= before + sent)
  const rose = room.events.find((event) => event.eventType === 'gift' && event.payload.giftCount === 5)
  assert.deepEqual(rose?.eventType === 'gift' && [rose.payload.giftName, rose.source], ['Rose', 'simulator'])
  assert.deepEqual(faults, [])
})

test('S0-100: every type of event has a form, and the host takes what each form begins with', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, at: 'simulator' })
  const type = page.getByLabel('Event', { exact: true })
  for (const eventType of EVENT_TYPES) {
    await type.selectOption(eventType)
    const [answer] = await Promise.all([
      page.waitForResponse(`**/api/simulate/${eventType}`),
      page.getByRole('button', { name: 'Send', exact: true }).click(),
    ])
    assert.deepEqual([eventType, answer.status()], [eventType, 201], await answer.text())
  }
  assert.deepEqual(faults, [])
})

test('what is typed is what happens, more fields can be given as JSON, and a refusal is said at its field', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, at: 'simulator' })
  await page.getByLabel('Message').fill('typed by hand')
  await page.getByLabel('Name').fill('Zoë')
  await page.getByText('More fields, as JSON').click()
  await page.getByRole('textbox', { name: 'More fields, as JSON' }).fill('{ "language": "es" }')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await room.until((events) => events.some((event) => event.eventType === 'chat' && event.payload.message === 'typed by hand'))
  const chat = room.events.findLast((event) => event.eventType === 'chat')
  assert.deepEqual(chat?.eventType === 'chat' && [chat.user.displayName, chat.payload.language], ['Zoë', 'es'])
  await page.getByLabel('Event', { exact: true }).selectOption('gift')
  await page.getByLabel('How many').fill('0')
  await page.getByText('At least 1').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled(), true)
  assert.deepEqual(faults, [])
})

test('a burst sends as many as were asked for and says how far it is', async (t) => {
  const { page } = await openDashboard(t, room, { browser, at: 'simulator' })
  const before = room.events.length
  const names: (string | undefined)[] = []
  page.on('request', (request) => request.method() === 'POST' && names.push(request.headers()['idempotency-key']))
  await page.getByLabel('Times').fill('30')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByText('30 sent').waitFor()
  // Names are kept for what counts, and only so many are.
  assert.deepEqual(names, Array(30).fill(undefined))
  // The first that is simulated opens a session, which is told as an event, too.
  assert.equal(room.events.slice(before).filter(({ eventType }) => eventType === 'chat').length, 30)
})

test('S0-106: by itself an event is sent every 5 seconds unless said otherwise, until it is stopped', async (t) => {
  const { page } = await openDashboard(t, room, { browser, at: 'simulator' })
  const every = page.getByLabel('Every (seconds)')
  assert.equal(await every.inputValue(), '5')
  await every.fill('0.2')
  await page.getByRole('group', { name: 'By itself' }).getByRole('button', { name: 'Start' }).click()
  await page.getByText(/^On: ([3-9]|\d\d+) sent$/).waitFor()
  await page.getByRole('group', { name: 'By itself' }).getByRole('button', { name: 'Stop' }).click()
  await page.getByText(/On: /).waitFor({ state: 'detached' })
})

test('S0-103: a scenario is played with how far it is, is stopped, and its coins and money are in no live', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, at: 'simulator' })
  await page.getByText('Its coins and its money count nowhere.').waitFor()
  await page.getByRole('button', { name: 'Play: Gift storm' }).click()
  await page.locator('.simulator-run[data-state=running]').waitFor()
  await page.locator('.simulator-run').getByRole('button', { name: 'Stop' }).click()
  await page.locator('.simulator-run[data-state=stopped]').waitFor()
  assert.equal((await room.ask<ScenarioList>('GET', '/api/scenarios')).running, undefined)
  const { sessions } = await room.ask<SessionPage>('GET', '/api/sessions')
  assert.deepEqual([...new Set(sessions.map(({ source }) => source))], ['simulator'])
  const { coins, tipCount } = await room.ask<AnalyticsSummary>('GET', '/api/analytics/summary')
  assert.deepEqual([coins, tipCount], [0, 0])
  assert.deepEqual(faults, [])
})

for (const [width, height] of [
  [1280, 900],
  [390, 844],
] as const) {
  test(`the simulator has no serious fault for who sees or points otherwise, and is never wider than ${width}, in Spanish and in light too`, async (t) => {
    for (const [locale, colorScheme] of [
      ['en-GB', 'dark'],
      ['es-MX', 'light'],
    ] as const) {
      const { page, faults } = await openDashboard(t, room, { browser, viewport: { width, height }, locale, colorScheme, at: 'simulator' })
      await page.locator('.simulator-packs li').first().waitFor()
      assert.deepEqual(await seriousFaults(page), [])
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width)
      assert.deepEqual(faults, [])
    }
  })
}

test('a moderator simulates too', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, role: 'moderator', at: 'simulator' })
  await page.getByRole('button', { name: 'Rose ×5' }).click()
  await page.getByText('Rose ×5: Sent').waitFor()
  assert.deepEqual(faults, [])
})
