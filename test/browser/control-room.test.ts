import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { ActiveSessions, BackupList, DeadLetterList, HostStatus, LaneList, PanicAnswer, SettingsAnswer } from '../../schemas/types.ts'
import { openBrowser } from '../../scripts/browser.ts'
import { seriousFaults } from './axe.ts'
import { createEnding, goTo, openDashboard, openRoom, type Room } from './room.ts'

/** Fails for every gift, and cannot be talked into anything else. */
const BROKEN = {
  manifest: {
    name: 'Broken',
    threadsMax: 2,
    subscriptions: [{ event: 'gift' }, { event: 'chat', discardable: true }],
    retry: { attempts: 1 },
    queue: { max: 10 },
  },
  files: { 'plugin.ts': "export default { on: { gift: () => { throw new Error('fetch failed: ECONNREFUSED') }, chat: () => {} } }" },
}

let browser: Browser
let room: Room
const ending = createEnding()
before(async () => {
  browser = await openBrowser()
  room = await openRoom(ending, { broken: BROKEN })
})
after(async () => {
  await ending.end()
  await browser.close()
})

let chats = 0
/** A chat that moderation has nothing against: of a viewer, and with words, that were not there before. */
function chat() {
  chats += 1
  return room.simulate('chat', { message: `wait ${chats}`, user: { userId: `viewer-${chats}`, uniqueId: `viewer${chats}` } })
}

/** One more letter of the broken plugin; what it can do keeps its breaker closed. */
async function giveUp(): Promise<number> {
  for (const _ of ['one', 'two']) await chat()
  const { event } = await room.simulate('gift', { giftName: 'Rose', giftCount: 2, coins: 2 })
  for (;;) {
    const { letters } = await room.ask<DeadLetterList>('GET', '/api/dead-letters')
    if (letters.some(({ seqNo }) => seqNo === event.seqNo)) return event.seqNo
  }
}

const laneOf = (page: Page) => page.locator('[data-plugin=broken]')

test('S0-102 S4-005 S4-050 S4-051: the queues are shown with what waits, what ended and who works', async (t) => {
  await giveUp()
  const { page, faults } = await openDashboard(t, room, { browser, at: 'lanes' })
  await laneOf(page).waitFor()
  assert.match((await laneOf(page).getByRole('img').getAttribute('aria-label')) ?? '', /urgent 0, normal 0, can wait 0/)
  const figures = await laneOf(page).locator('dt').allTextContents()
  assert.deepEqual(figures, ['Running', 'Oldest', 'Rate', 'Half · 95 %', 'Success', 'Done', 'Discarded', 'Given up'])
  assert.ok(Number(await laneOf(page).locator('dd').last().textContent()) >= 1)
  const all = await page.locator('.figures.large dt').allTextContents()
  assert.deepEqual(all, ['In queues', 'Running', 'Done', 'Dead letters', 'Threads of plugins', 'At work', 'Idle'])
  assert.deepEqual(faults, [])
})

test('S4-052: the ten latest deliveries are listed with their state, and open the way of their event', async (t) => {
  const seqNo = await giveUp()
  const { page } = await openDashboard(t, room, { browser, at: 'lanes' })
  const row = page.locator('.table tr', { hasText: `#${seqNo}` }).filter({ hasText: 'broken' })
  await row.getByText('given up').waitFor()
  assert.ok((await page.getByRole('table', { name: 'Latest deliveries' }).locator('tbody tr').count()) <= 10)
  await row.getByRole('button').click()
  await page.getByRole('dialog', { name: 'What became of it?' }).waitFor()
})

test('S4-053: the queues follow what happens by themselves, within five seconds', async (t) => {
  const { page } = await openDashboard(t, room, { browser, at: 'lanes' })
  const dead = laneOf(page).locator('dd').last()
  await dead.waitFor()
  const before = Number(await dead.textContent())
  await giveUp()
  await laneOf(page)
    .locator('dd')
    .last()
    .filter({ hasText: String(before + 1) })
    .waitFor({ timeout: 5000 })
})

test('a queue is paused, goes on, and gets another thread, but no more than its plugin may have', async (t) => {
  const { page } = await openDashboard(t, room, { browser, at: 'lanes' })
  await laneOf(page).getByRole('button', { name: 'Pause' }).click()
  await laneOf(page).getByText('paused', { exact: true }).waitFor()
  const lane = async () => (await room.ask<LaneList>('GET', '/api/lanes')).lanes.find(({ plugin }) => plugin === 'broken')
  assert.equal((await lane())?.paused, true)
  await laneOf(page).getByRole('button', { name: 'Resume' }).click()
  await laneOf(page).getByText('paused', { exact: true }).waitFor({ state: 'detached' })
  await laneOf(page).getByRole('button', { name: 'Threads of Broken +1' }).click()
  await laneOf(page).locator('output', { hasText: '2' }).waitFor()
  assert.equal((await lane())?.threads, 2)
  assert.ok(await laneOf(page).getByRole('button', { name: 'Threads of Broken +1' }).isDisabled())
})

test('S0-105: a queue that is full is told of on the live page, and so is that it is paused', async (t) => {
  const { page } = await openDashboard(t, room, { browser, at: 'live' })
  await room.ask('POST', '/api/lanes/broken/pause')
  for (let index = 0; index < 12; index++) await chat()
  const alerts = page.getByRole('status', { name: 'Look at this' })
  await alerts.getByText(/broken.* full/).waitFor()
  await alerts.getByText(/broken is paused/).waitFor()
  await goTo(page, 'lanes')
  await laneOf(page).getByText('full', { exact: true }).waitFor()
  await room.ask('POST', '/api/lanes/broken/resume')
  await laneOf(page).getByText('full', { exact: true }).waitFor({ state: 'detached' })
})

test('S0-104: each queue has its history, by hour and by day', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, at: 'lanes/broken' })
  const chart = page.getByRole('img', { name: 'What became of deliveries to Broken over time' })
  await chart.locator('canvas').waitFor()
  const asked = page.waitForRequest(/history\?by=day/)
  await page.getByRole('button', { name: 'By day' }).click()
  await asked
  await chart.locator('canvas').waitFor()
  assert.deepEqual(faults, [])
})

test('S0-103: a dead letter says why in plain words, and is tried again, discarded, or kept by undo', async (t) => {
  await giveUp()
  const { page } = await openDashboard(t, room, { browser, at: 'letters' })
  const letter = page.locator('.letter').first()
  await letter.getByText('could not reach what it talks to').waitFor()
  await letter.getByText('fetch failed: ECONNREFUSED').first().waitFor()
  const total = () => room.ask<DeadLetterList>('GET', '/api/dead-letters').then((list) => list.total)
  const before = await total()

  await letter.getByRole('button', { name: 'Discard' }).click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await letter.waitFor()
  assert.equal(await total(), before)

  await letter.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('Tried again: 1').waitFor()
})

test('a moderator may try letters again, and is not offered to discard them', async (t) => {
  await giveUp()
  const { page } = await openDashboard(t, room, { browser, role: 'moderator', at: 'letters' })
  await page.locator('.letter').first().getByRole('button', { name: 'Try again' }).waitFor()
  assert.equal(await page.getByRole('button', { name: 'Discard' }).count(), 0)
})

test('all letters of a plugin are discarded after a question', async (t) => {
  await giveUp()
  const { page } = await openDashboard(t, room, { browser, at: 'letters' })
  await page.getByLabel('Plugin').selectOption('broken')
  await page.getByRole('button', { name: 'Discard all' }).click()
  const question = page.getByRole('dialog')
  await question.getByRole('button', { name: 'Cancel' }).click()
  await page.locator('.letter').first().waitFor()
  await page.getByRole('button', { name: 'Discard all' }).click()
  await question.getByRole('button', { name: 'Discard all' }).click()
  await page.getByText('Nothing fits.').waitFor()
  assert.equal((await room.ask<DeadLetterList>('GET', '/api/dead-letters?plugin=broken')).total, 0)
})

test('S2-008: the live page shows the live in numbers, its charts, its source and its feed', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, at: 'live' })
  await room.ask('POST', '/api/sessions', { platform: 'other', title: 'An evening' })
  await room.simulate('viewerCount', { viewerCount: 321 })
  const named = (name: string) => page.locator('.figures.large div', { has: page.getByText(name, { exact: true }) }).locator('dd')
  await named('Time').filter({ hasText: /\d+ s/ }).waitFor()
  await page.getByText(/Session \d+ · An evening/).waitFor()
  for (const chart of ['Events per second', 'Coins per minute']) await page.getByRole('region', { name: chart }).locator('canvas').waitFor()
  await page.getByRole('region', { name: 'Events', exact: true }).getByText('321', { exact: true }).waitFor()
  const { session } = await room.ask<ActiveSessions>('GET', '/api/sessions/active')
  await room.ask('POST', '/api/tips', { amountCents: 500, currency: 'EUR', tipperName: 'Ana', sessionId: session?.sessionId })
  await room.ask('POST', `/api/sessions/${session?.sessionId}/end`)
  // What it brought does not vanish with it.
  const last = page.locator('p', { hasText: 'The last live:' })
  await last.getByRole('link', { name: 'An evening' }).waitFor()
  await last.getByText('€5').waitFor()
  assert.deepEqual(faults, [])
})

test('S3-062: what is not in the feed any more is found in the log', async (t) => {
  await room.simulate('chat', { message: 'a needle in the log' })
  const { page } = await openDashboard(t, room, { browser, at: 'live' })
  await page.getByLabel('Search events').fill('needle')
  await page.getByRole('button', { name: 'Look further back in the log' }).click()
  await page.getByRole('region', { name: 'From the log' }).getByText('a needle in the log').waitFor()
})

test('S1-081: any event in the feed tells its whole way', async (t) => {
  const { page } = await openDashboard(t, room, { browser, at: 'live' })
  const seqNo = await giveUp()
  await page.locator(`.event[data-type=gift][data-seq="${seqNo}"]`).click()
  const drawer = page.getByRole('dialog', { name: 'What became of it?' })
  await drawer.getByText(String(seqNo), { exact: true }).waitFor()
  const story = drawer.locator('.story', { hasText: 'broken' })
  await story.getByText('given up', { exact: true }).waitFor()
  assert.deepEqual((await story.locator('li').evaluateAll((steps) => steps.map((step) => step.getAttribute('data-what')))).slice(0, 2), [
    'accepted',
    'entered',
  ])
  assert.deepEqual(await seriousFaults(page), [])
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'detached' })
})

test('panic stops everything after a question, and is taken back from the banner', async (t) => {
  const { page } = await openDashboard(t, room, { browser, at: 'live' })
  await page.getByRole('button', { name: 'Panic' }).click()
  await page.getByRole('button', { name: 'Stop everything' }).click()
  await page.getByRole('alert').getByText('Everything is stopped').waitFor()
  assert.equal((await room.ask<PanicAnswer>('GET', '/api/panic')).panic.on, true)
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('alert').waitFor({ state: 'detached' })
  assert.equal((await room.ask<PanicAnswer>('GET', '/api/panic')).panic.on, false)
})

test('the focus goes on where the next thing is: back after a question, to Go on after a panic, and back from it', async (t) => {
  const { page } = await openDashboard(t, room, { browser, at: 'live' })
  const panic = page.getByRole('button', { name: 'Panic' })
  const focused = () => page.evaluate('document.activeElement.textContent')
  await panic.press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).press('Enter')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  assert.equal(await focused(), 'Panic')
  await panic.press('Enter')
  await page.getByRole('button', { name: 'Stop everything' }).press('Enter')
  await page.locator('button:focus', { hasText: 'Go on' }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('alert').waitFor({ state: 'detached' })
  await page.locator('button:focus', { hasText: 'Panic' }).waitFor()
})

test('S0-106: settings are kept as they were written, and a wrong one is said at its field', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, at: 'settings' })
  await page.getByLabel('Events (days)').fill('40')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved', { exact: true }).waitFor()
  const settings = async () => (await room.ask<SettingsAnswer>('GET', '/api/settings')).settings
  assert.equal((await settings()).retention?.eventDays, 40)
  await page.getByLabel('Events (days)').fill('0')
  await page.getByRole('button', { name: 'Save' }).click()
  await page
    .locator('.field', { has: page.getByLabel('Events (days)') })
    .locator('.wrong')
    .waitFor()
  assert.equal((await settings()).retention?.eventDays, 40)
  assert.deepEqual(faults, [])
})

test('what is not saved is not left without a question', async (t) => {
  const { page } = await openDashboard(t, room, { browser, at: 'settings' })
  await page.getByLabel('Port').fill('4000')
  await page.getByRole('link', { name: 'Live', exact: true }).click()
  await page.getByRole('dialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Cancel' }).click()
  assert.equal(await page.getByLabel('Port').inputValue(), '4000')
  await page.getByRole('link', { name: 'Live', exact: true }).click()
  await page.getByRole('button', { name: 'Leave', exact: true }).click()
  await page.getByRole('heading', { name: 'Live' }).waitFor()
})

test('a backup is made from the settings', async (t) => {
  const { page } = await openDashboard(t, room, { browser, at: 'settings' })
  await page.getByRole('button', { name: 'Back up now' }).click()
  await page.getByRole('cell', { name: 'by hand' }).waitFor()
  assert.ok((await room.ask<BackupList>('GET', '/api/backups')).backups.length > 0)
})

test('S0-106: a plugin is turned off and on among the features', async (t) => {
  const { page } = await openDashboard(t, room, { browser, at: 'settings' })
  const stateOf = async () => (await room.ask<HostStatus>('GET', '/status')).plugins.find(({ id }) => id === 'dummy')?.state
  await page.getByRole('button', { name: 'Turn off: Dummy' }).click()
  await page.getByRole('button', { name: 'Turn on: Dummy' }).waitFor()
  assert.equal(await stateOf(), 'disabled')
  await page.getByRole('button', { name: 'Turn on: Dummy' }).click()
  await page.getByRole('button', { name: 'Turn off: Dummy' }).waitFor()
})

test('S3-008: nothing keeps somebody out of these pages: by axe, light and dark, in both languages, on a desk and a phone', async (t) => {
  await giveUp()
  const looks = [
    { locale: 'en-GB', colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
    { locale: 'es-MX', colorScheme: 'light', viewport: { width: 375, height: 760 } },
  ] as const
  for (const look of looks) {
    const { page, faults } = await openDashboard(t, room, { browser, at: 'live', ...look })
    for (const place of ['live', 'lanes', 'lanes/broken', 'letters', 'settings', 'wizard']) {
      await goTo(page, place)
      await page
        .locator(`[data-page=${place.split('/')[0]}] .panel`)
        .first()
        .waitFor()
      assert.deepEqual(await seriousFaults(page), [], `${place} ${look.locale}`)
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), look.viewport.width, place)
    }
    assert.deepEqual(faults, [])
  }
})

test('S1-081: a moderator sees these pages without what is not theirs, and nothing of them is refused', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, role: 'moderator', at: 'live' })
  const refused: string[] = []
  page.on('response', (response) => {
    if (response.status() >= 400) refused.push(`${response.status()} ${response.url()}`)
  })
  for (const place of ['live', 'lanes', 'letters', 'settings']) {
    await goTo(page, place)
    await page.locator(`[data-page=${place}] .panel`).first().waitFor()
  }
  assert.equal(await page.getByRole('link', { name: 'Tokens' }).count(), 0)
  assert.equal(await page.getByLabel('Port').count(), 0)
  await goTo(page, 'wizard')
  await page.getByText('Your key is not for this page').waitFor()
  assert.deepEqual([refused, faults], [[], []])
})

test('every button and link of these pages is reached by Tab', async (t) => {
  const { page } = await openDashboard(t, room, { browser, at: 'lanes' })
  await laneOf(page).waitFor()
  const count = Number(await page.evaluate('document.querySelectorAll("main :is(a, button:not(:disabled))").length'))
  await page.locator('main').focus()
  const reached = new Set<string>()
  for (let step = 0; step < count + 5; step++) {
    await page.keyboard.press('Tab')
    reached.add(String(await page.evaluate('document.activeElement.outerHTML.slice(0, 200)')))
  }
  const labels = await page
    .locator('main')
    .getByRole('button', { name: /Broken/ })
    .all()
  for (const button of labels) {
    if (await button.isDisabled()) continue
    const html = String(await button.evaluate((node) => node.outerHTML.slice(0, 200)))
    assert.ok(reached.has(html), html)
  }
})
