import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { readAmount } from '../../core/dashboard/page/sessions/amount.ts'
import type { SessionAnswer, SessionNotes, SessionShown } from '../../schemas/types.ts'
import { openBrowser } from '../../scripts/browser.ts'
import { seriousFaults } from './axe.ts'
import { createEnding, goTo, openDashboard, openRoom, type Room } from './room.ts'

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

/** A session by hand that something happened in, over already unless said. */
async function live(title: string, { goesOn = false } = {}): Promise<string> {
  const { session } = await room.ask<SessionAnswer>('POST', '/api/sessions', { platform: 'tiktok', title })
  const path = `/api/sessions/${session.sessionId}`
  await room.ask('POST', `${path}/viewers`, { viewerCount: 120 })
  await room.ask('POST', '/api/tips', { amountCents: 750, currency: 'EUR', tipperName: 'Ana', sessionId: session.sessionId })
  if (!goesOn) await room.ask('POST', `${path}/end`)
  return session.sessionId
}

test('a session is started by hand, gets a tip, a name and a title, and is ended after a question', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, at: 'sessions' })
  await page.getByRole('button', { name: 'Start a session' }).click()
  await page.getByLabel('Title').fill('Friday night')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await page.getByRole('link', { name: 'Friday night' }).click()
  await page.getByLabel('Amount').fill('5,50')
  await page.getByLabel('Who').fill('Mateo')
  // Who is in a hurry presses twice, and money counts once.
  await page.getByRole('button', { name: 'Record a tip' }).dblclick()
  await page.getByText('€5.50 recorded').waitFor()
  await page.locator('input:focus').and(page.getByLabel('Amount')).waitFor()
  await page.getByRole('table', { name: 'Top tippers' }).getByText('Mateo').waitFor()
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByLabel('Name').fill('The good one')
  await page.getByLabel('About this session').fill('With a new lamp')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'The good one' }).waitFor()
  const id = decodeURIComponent(page.url().split('/').at(-1) ?? '')
  await page.getByRole('button', { name: 'End the session' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'End the session' }).click()
  await page.getByText('completed').waitFor()
  const { session, topTippers } = await room.ask<SessionShown>('GET', `/api/sessions/${id}`)
  assert.deepEqual(
    [session.status, session.name, session.title, session.notes, session.tipsCents],
    ['ended', 'The good one', 'Friday night', 'With a new lamp', { EUR: 550 }],
  )
  assert.deepEqual(
    topTippers.map(({ displayName, amountCents }) => [displayName, amountCents]),
    [['Mateo', 550]],
  )
  assert.deepEqual(faults, [])
})

test('a tip that was written down wrongly is taken back after a question, and counts no more', async (t) => {
  const id = await live('With a slip', { goesOn: true })
  await room.ask('POST', '/api/tips', { amountCents: 50_000, currency: 'EUR', tipperName: 'Mateo', message: 'Nine', sessionId: id })
  const { page, faults } = await openDashboard(t, room, { browser, at: `sessions/${id}` })
  const wrong = page.getByRole('table', { name: 'Tips', exact: true }).getByRole('row', { name: 'Mateo' })
  const press = () => wrong.getByRole('button', { name: 'Take back: €500.00, Mateo', exact: true }).click()
  await press()
  await page.getByRole('dialog').getByText('€500.00, Mateo').waitFor()
  await page.keyboard.press('Escape')
  await press()
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
  await page.getByText('Taken back: €500.00, Mateo').waitFor()
  await wrong.waitFor({ state: 'detached' })
  await page.getByRole('table', { name: 'Top tippers' }).getByText('Mateo').waitFor({ state: 'detached' })
  const { session, topTippers } = await room.ask<SessionShown>('GET', `/api/sessions/${id}`)
  assert.deepEqual([session.tipsCents, session.tipCount, topTippers.map(({ displayName }) => displayName)], [{ EUR: 750 }, 1, ['Ana']])
  assert.deepEqual([faults, await seriousFaults(page)], [[], []])
  await room.ask('POST', `/api/sessions/${id}/end`)
})

test('a tip whose answer is lost on the way is written down once', async (t) => {
  const id = await live('Over a bad line', { goesOn: true })
  const { page, faults } = await openDashboard(t, room, { browser, at: `sessions/${id}` })
  let lost = 0
  await page.route('**/api/tips', async (route) => {
    if (route.request().method() !== 'POST' || lost++) return route.continue()
    await route.fetch()
    return route.abort()
  })
  const form = page.getByRole('region', { name: 'Record a tip' })
  await form.getByLabel('Amount').fill('5')
  await form.getByRole('button').click()
  await page.getByText('€5.00 recorded').waitFor()
  const { session } = await room.ask<SessionShown>('GET', `/api/sessions/${id}`)
  assert.deepEqual([session.tipsCents, session.tipCount, lost, faults], [{ EUR: 750 + 500 }, 2, 2, []])
  await room.ask('POST', `/api/sessions/${id}/end`)
})

test('the live page says the tips of every currency', async (t) => {
  const sessionId = await live('Two currencies', { goesOn: true })
  await room.ask('POST', '/api/tips', { amountCents: 2_000_000, currency: 'COP', tipperName: 'Luz', sessionId })
  const { page } = await openDashboard(t, room, { browser, at: 'live' })
  const tips = page.locator('.figures > div', { has: page.getByText('Tips', { exact: true }) }).locator('dd')
  await tips.getByText('COP').waitFor()
  assert.match(await tips.innerText(), /€7\.50/)
  await room.ask('POST', `/api/sessions/${sessionId}/end`)
})

test('a page that got no answer says so in a sentence, and asks again by itself', async (t) => {
  await live('After the break')
  const { page } = await openDashboard(t, room, { browser, at: 'live' })
  await page.route('**/api/sessions?*', (route) => route.abort())
  await goTo(page, 'sessions')
  await page.getByText('Showrunner does not answer. Look whether it runs').first().waitFor()
  await page.unroute('**/api/sessions?*')
  await page.getByRole('link', { name: 'After the break' }).waitFor()
})

test('S2-017: notes of a session have times, are added, and a deletion can be taken back', async (t) => {
  const id = await live('With notes')
  const { page, faults } = await openDashboard(t, room, { browser, at: `sessions/${id}` })
  const notes = () => room.ask<SessionNotes>('GET', `/api/sessions/${id}/notes`)
  for (const text of ['The light flickered', 'Ask Ana for the song']) {
    await page.getByLabel('New note').fill(text)
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.locator('.notes').getByText(text).waitFor()
  }
  assert.equal(await page.locator('.notes time').count(), 2)
  const note = page.locator('.notes li', { hasText: 'The light flickered' })
  await note.getByRole('button', { name: 'Delete note' }).click()
  await note.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Undo' }).click()
  await note.waitFor()
  assert.equal((await notes()).notes.length, 2)
  await page.clock.install()
  await note.getByRole('button', { name: 'Delete note' }).click()
  await note.waitFor({ state: 'detached' })
  // The time in which it could be taken back is over.
  const gone = page.waitForResponse((answer) => answer.request().method() === 'DELETE')
  await page.clock.fastForward(10_000)
  await gone
  assert.deepEqual(
    (await notes()).notes.map(({ text }) => text),
    ['Ask Ana for the song'],
  )
  assert.deepEqual(faults, [])
})

test('the list is narrowed by words and by state, and sessions are compared side by side', async (t) => {
  await live('Alpha')
  await live('Beta')
  const { page, faults } = await openDashboard(t, room, { browser, at: 'sessions' })
  const table = page.getByRole('table', { name: 'Sessions' })
  await table.getByText('Alpha').waitFor()
  await page.getByLabel('Search').fill('beta')
  await table.getByText('Alpha').waitFor({ state: 'detached' })
  assert.deepEqual(await table.locator('tbody tr .sessions-name').allTextContents(), ['Beta'])
  await page.getByLabel('Search').fill('')
  await page.getByLabel('Status').selectOption('active')
  await table.getByText('Alpha').waitFor({ state: 'detached' })
  await page.getByLabel('Status').selectOption('')
  await page.getByLabel('Compare Alpha').check()
  await page.getByLabel('Compare Beta').check()
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await page.locator('.sessions-compared').getByText('Alpha').waitFor()
  assert.equal(await page.locator('.sessions-compared thead th').count(), 2)
  assert.deepEqual(faults, [])
})

test('from joining to giving, a share says of whom it is: who gave without a word is not among those who wrote', async (t) => {
  const as = (uniqueId: string) => ({ user: { uniqueId, displayName: uniqueId } })
  for (const name of ['uno', 'dos', 'tres']) await room.simulate('chat', { message: 'Hi', ...as(name) })
  for (const name of ['uno', 'cuatro', 'cinco']) await room.simulate('gift', { giftName: 'Rose', ...as(name) })
  const { page } = await openDashboard(t, room, { browser, at: 'sessions' })
  await page.getByRole('link', { name: 'Simulated events' }).click()
  const gave = page.locator('.sessions-funnel li').last()
  await gave.getByText('Of those who wrote, 33.3 % gave').waitFor()
  assert.equal(await gave.locator('b').innerText(), '3')
})

test('what came of a session is saved as a table for spreadsheets', async (t) => {
  const id = await live('Exported')
  const { page, faults } = await openDashboard(t, room, { browser, at: `sessions/${id}` })
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Tips' }).click()
  const file = await saved
  assert.equal(file.suggestedFilename(), 'showrunner-tips.csv')
  assert.match(await readFile(await file.path(), 'utf8'), /"Ana"/)
  assert.deepEqual(faults, [])
})

test('a replay is looked at before it can be started, and says how far it is', async (t) => {
  await room.simulate('gift', { giftName: 'Rose', giftCount: 2 })
  const { page, faults } = await openDashboard(t, room, { browser, at: 'sessions' })
  await page.getByRole('link', { name: 'Simulated events' }).click()
  const start = page.getByRole('button', { name: 'Start the replay' })
  assert.equal(await start.isDisabled(), true)
  await page.getByLabel('Speed').selectOption('max')
  await page.getByRole('button', { name: 'Look first' }).click()
  await page.getByText('It would deliver', { exact: true }).waitFor()
  await start.click()
  await page.getByRole('region', { name: 'Replays' }).getByText('ended').waitFor()
  assert.deepEqual(faults, [])
})

test('S1-082: the log is searched by type, person, words, time and source; streaks are marked, days are apart, and each event is there as JSON', async (t) => {
  await room.simulate('chat', { message: 'a needle in here', user: { displayName: 'Noor', uniqueId: 'noor' } })
  await room.simulate('chat', { message: 'nothing in here', user: { displayName: 'Kai', uniqueId: 'kai' } })
  await room.simulate('giftStreak', { giftName: 'Rose', giftCount: 3, user: { displayName: 'Noor', uniqueId: 'noor' } })
  const { page, faults } = await openDashboard(t, room, { browser, at: 'sessions/log' })
  const lines = page.locator('.sessions-day .event .what')
  await page.getByText('a needle in here').waitFor()
  await page.getByRole('searchbox').fill('needle')
  await page.getByText('nothing in here').waitFor({ state: 'detached' })
  assert.deepEqual(await lines.allTextContents(), ['a needle in here'])
  await page.getByText('JSON', { exact: true }).click()
  await page.getByText('"message": "a needle in here"').waitFor()
  await page.getByRole('searchbox').fill('')
  await page.getByRole('textbox', { name: 'Who' }).fill('@noor')
  await page.getByText('streak', { exact: true }).waitFor()
  await page.getByLabel('Event', { exact: true }).selectOption('giftStreak')
  await page.getByText('a needle in here').waitFor({ state: 'detached' })
  await lines.first().waitFor()
  assert.equal(await lines.count(), 1)
  assert.equal(await page.locator('.sessions-day h3').count(), 1)
  await page.getByLabel('Until').fill('2020-01-01T00:00')
  await page.getByText('Nothing fits that.').waitFor()
  assert.deepEqual(faults, [])
})

test('S1-083: what came of a time: an hour, most viewers, and days', async (t) => {
  await live('Counted')
  const { page, faults } = await openDashboard(t, room, { browser, at: 'sessions' })
  const panel = page.getByRole('region', { name: 'Over time' })
  for (const name of ['Tips an hour', 'Coins an hour', 'Most viewers']) await panel.getByText(name, { exact: true }).waitFor()
  await panel.getByText('120', { exact: true }).waitFor()
  await panel.getByRole('img').waitFor()
  await panel.getByRole('button', { name: '1 year' }).click()
  await panel.getByText('120', { exact: true }).waitFor()
  assert.deepEqual(faults, [])
})

test('a moderator sees sessions, and neither exports nor replays them', async (t) => {
  const id = await live('Moderated')
  const { page, faults } = await openDashboard(t, room, { browser, role: 'moderator', at: `sessions/${id}` })
  await page.getByRole('heading', { name: 'Notes' }).waitFor()
  assert.equal(await page.getByRole('heading', { name: /Export|Replay/ }).count(), 0)
  assert.deepEqual(faults, [])
})

test('an amount of money is whole cents, however people write it, and what could be two amounts is neither', () => {
  const euros = (typed: string) => readAmount(typed, 'EUR')
  assert.deepEqual(
    ['5', '5.5', '5,50', '0,01', '5 €', '€5', '5 eur', '1.000,50', '1,000.50', '1 000,50', "1'000", '1.200.000'].map(euros),
    [500, 550, 550, 1, 500, 500, 500, 100_050, 100_050, 100_050, 100_000, 120_000_000].map((cents) => ({ cents })),
  )
  assert.deepEqual(['0', '-5', 'a', '', '1,2,3', '1.00,50', '1.234', '20,000', '0.500', '5 $', '1000000000', '1000000000,01'].map(euros), [
    ...['none', 'none', 'none', 'none', 'none', 'none', 'unclear', 'unclear', 'none', 'currency'].map((fault) => ({ fault })),
    ...[{ cents: 100_000_000_000 }, { fault: 'most' }],
  ])
  // Nobody writes hundredths of these.
  assert.deepEqual(readAmount('$ 20.000', 'COP'), { cents: 2_000_000 })
})

for (const [locale, button, unclear, few] of [
  ['en-GB', 'Record a tip', 'Write it without a point or comma for thousands', 'three letters'],
  ['es-MX', 'Anotar una propina', 'Escríbelo sin punto ni coma de miles', 'tres letras'],
] as const)
  test(`an amount that is none is told by its field, and a large one of a small unit is recorded (${locale})`, async (t) => {
    const id = await live(`Large ${locale}`, { goesOn: true })
    const { page, faults } = await openDashboard(t, room, { browser, at: `sessions/${id}`, locale })
    const amount = page.getByLabel(/^(Amount|Importe)$/)
    const currency = page.getByLabel(/^(Currency|Moneda)$/)
    const record = page.getByRole('button', { name: button })
    await amount.fill('20.000')
    await record.click()
    await page.locator('.wrong').getByText(unclear).waitFor()
    assert.equal(await amount.getAttribute('aria-invalid'), 'true')
    await amount.fill('1.200.000')
    await currency.fill('CO')
    await record.click()
    await page.locator('.wrong').getByText(few).waitFor()
    await currency.fill('cop')
    await record.click()
    await page.locator('.toast', { hasText: /1[.,]200[.,]000/ }).waitFor()
    const { session } = await room.ask<SessionShown>('GET', `/api/sessions/${id}`)
    assert.deepEqual(session.tipsCents, { EUR: 750, COP: 120_000_000 })
    await room.ask('POST', `/api/sessions/${id}/end`)
    assert.deepEqual(faults, [])
  })

for (const [width, height] of [
  [1280, 900],
  [390, 844],
] as const) {
  test(`sessions have no serious fault for who sees or points otherwise, and are never wider than ${width}, in Spanish and in light too`, async (t) => {
    const id = await live('A session with a name so long that it cannot stand in one line of any telephone that there is '.repeat(2))
    for (const [locale, colorScheme] of [
      ['en-GB', 'dark'],
      ['es-MX', 'light'],
    ] as const) {
      const { page, faults } = await openDashboard(t, room, { browser, viewport: { width, height }, locale, colorScheme })
      for (const place of ['sessions', `sessions/${id}`, `sessions/compare?of=${id},1`, 'sessions/log']) {
        await goTo(page, place)
        await page.locator('main .panel').first().waitFor()
        assert.deepEqual([place, await seriousFaults(page)], [place, []])
        assert.deepEqual([place, await page.evaluate('document.documentElement.scrollWidth')], [place, width])
      }
      assert.deepEqual(faults, [])
    }
  })
}
