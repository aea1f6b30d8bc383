import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../../scripts/browser.ts'
import { listening, openPage } from '../browser/doors.ts'
import { find, openDashboard } from '../browser/room.ts'
import { createEnding, everyPlace, NO_TEXT, openHostileRoom, visit } from './hostile-room.ts'

/** What runs if any of it is taken for markup, an address or a template. */
const PAYLOADS = [
  `<img src=x onerror=report("img")>`,
  `<svg onload=report("svg")>`,
  `"><script>report("script")</script>`,
  `'\`"><iframe srcdoc="<script>parent.report('frame')</script>">`,
  `javascript:report("address")`,
  `&#x3C;img src=x onerror=report("entity")&#x3E;`,
  `{{constructor.constructor('report("template")')()}}`,
  `\${report("literal")}`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=report('mutation')&gt;">`,
  `<a href="javascript:report('link')">press</a>`,
] as const

/** The beginning of any of them. */
const ANY = new RegExp(PAYLOADS.map((payload) => payload.slice(0, 20).replace(/\W/g, '\\$&')).join('|'))

/** Views that are known to show them. */
const SHOWING = ['live', 'letters', 'sessions/log', 'moderation', 'plugins/echo/logs']

let browser: Browser
let room: Awaited<ReturnType<typeof openHostileRoom>>
const ending = createEnding()
before(async () => {
  browser = await openBrowser()
  room = await openHostileRoom(ending, PAYLOADS)
})
after(async () => {
  await browser.close()
  await ending.end()
})

/** Elements that only a payload would have brought. */
const MADE_OF_TEXT = `main :is(${NO_TEXT}, math, style, [onerror], [onload], [srcdoc]), dialog :is(${NO_TEXT}, math), [href^="javascript:" i]`

async function isText(page: Page, place: string) {
  assert.deepEqual([place, await page.locator(MADE_OF_TEXT).count()], [place, 0])
}

test('T47: what viewers call themselves, write and give is text in every view of the dashboard; nothing runs, and the policy has nothing to report', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser })
  for (const place of await everyPlace(page, room)) {
    await visit(page, place)
    // A view that shows no payload proves nothing.
    if (SHOWING.includes(place)) await page.locator('main').getByText(ANY).first().waitFor()
    await isText(page, place)
  }
  assert.deepEqual(faults, [])
})

test('T47: the drawer that tells the way of an event, toasts and what Ctrl K finds keep them text too', async (t) => {
  const { page, faults } = await openDashboard(t, room, { browser, at: 'sessions/log' })
  await page.locator('.sessions-day .event[data-type=chat]').first().click()
  await page.locator('dialog').getByText(PAYLOADS[9].slice(0, 20)).first().waitFor()
  await isText(page, 'why')
  await page.keyboard.press('Escape')
  await find(page, '<svg')
  await page
    .getByRole('option', { name: /<svg onload/ })
    .first()
    .waitFor()
  await isText(page, 'palette')
  assert.deepEqual(faults, [])
})

test('T47: the overlay that comes along shows them as the text they are', async (t) => {
  const { page, faults } = await openPage(t, { browser, origin: room.url })
  const ready = listening(page)
  await page.goto(`${room.url}/overlay/alerts/alerts#key=${room.keys.overlay}`)
  await ready
  const text = PAYLOADS.slice(0, 4).join(' ')
  const user = { displayName: text, uniqueId: 'evil', avatarUrl: 'javascript:report("avatar")' }
  await room.simulate('gift', { giftName: text, giftCount: 1, coins: 1, user })
  await page.locator('.name').getByText(PAYLOADS[0]).waitFor()
  await page.locator('.line').getByText(PAYLOADS[0]).waitFor()
  assert.equal(await page.locator('#stage :is(script, iframe, [onload], [onerror], img:not([src^="https://"]))').count(), 0)
  assert.deepEqual(faults, [])
})
