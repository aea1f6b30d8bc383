import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Browser, chromium, type Page } from 'playwright-core'
import { chromium103 } from '../../scripts/chromium-103-place.mjs'
import { openPage } from '../browser/doors.ts'
import { mostOpaque } from '../browser/pixels.ts'
import { createEnding, openRoom, type Room } from '../browser/room.ts'
import { askedUntil } from '../support/asked.ts'
import { declaredIn } from './declarations.ts'

/** Every page for OBS that comes with Showrunner. */
const PAGES = [
  'ai-chat/answers',
  'alerts/alerts',
  'asterisk/calls',
  'goals/goals',
  'overlays/animations',
  'overlays/chat',
  'overlays/credits',
  'overlays/leaderboard',
  'overlays/ticker',
  'overlays/viewers',
  'tip-menu/menu',
  'tts/speech',
] as const
const KNOWN_AT_RULES = ['media', 'keyframes', 'font-face', 'supports', 'import']

const ending = createEnding()
let browser: Browser
let room: Room
before(async () => {
  browser = await chromium.launch({ executablePath: chromium103(), args: ['--disable-gpu', '--no-sandbox'] })
  room = await openRoom(ending)
  // Off from the start.
  await room.ask('POST', '/api/plugins/asterisk/enable')
})
after(async () => {
  await browser.close()
  await ending.end()
})

test('it is the browser that OBS 28 to 30 have inside, and the pages are all that there are', async () => {
  assert.match(browser.version(), /^103\./)
  const { plugins } = await room.ask<{ plugins: { id: string; overlays: { page: string }[] }[] }>('GET', '/api/plugins')
  assert.deepEqual(plugins.flatMap(({ id, overlays }) => overlays.map(({ page }) => `${id}/${page}`)).sort(), PAGES)
})

for (const name of PAGES)
  test(`Chromium 103 understands the page ${name} and draws its samples`, async (t) => {
    const { page, faults } = await openPage(t, { browser, origin: room.url })
    await page.goto(`${room.url}/overlay/${name}?preview#key=${room.keys.overlay}`)
    await askedUntil(
      () => mostOpaque(page),
      (opaque) => opaque > 100,
    )
    assert.deepEqual(faults, [])
    assert.deepEqual(await notUnderstood(page), [])
  })

test('Chromium 103 shows a gift of the live on the page with everything', async (t) => {
  const { page, faults } = await openPage(t, { browser, origin: room.url })
  await page.goto(`${room.url}/overlay/stage/all?pages=${PAGES.map(encodeURIComponent)}#key=${room.keys.overlay}`)
  const shown = async () =>
    (await Promise.all(page.frames().map((frame) => frame.evaluate<string>('document.body?.innerText ?? ""')))).join('\n')
  await askedUntil(
    async () => {
      await room.simulate('gift', { giftName: 'Rose', giftCount: 5, coins: 5 })
      return shown()
    },
    (text) => text.includes('sent Rose') && text.includes('×5'),
  )
  assert.deepEqual(faults, [])
})

/** What its style sheets say that this browser passes over. */
async function notUnderstood(page: Page): Promise<readonly string[]> {
  const sheets = await page.evaluate<string[]>(`Promise.all([
    ...[...document.querySelectorAll('link[rel=stylesheet]')].map(async ({ href }) => (await fetch(href)).text()),
    ...[...document.querySelectorAll('style')].map(({ textContent }) => textContent),
  ])`)
  assert.ok(sheets.length > 0, 'a page without a style sheet was not looked at')
  const { selectors, declarations, atRules } = declaredIn(sheets.join('\n'))
  const conditions = [...declarations, ...selectors.map((selector) => `selector(${selector})`)]
  const unknown = await page.evaluate<string[]>(`${JSON.stringify(conditions)}.filter((condition) =>
    !(condition.startsWith('selector(') ? CSS.supports(condition) : CSS.supports('(' + condition + ')')))`)
  // Said twice, the older way first.
  const isSaidOtherwise = (condition: string) => declarations.includes(`-webkit-${condition}`)
  const passedOver = unknown.filter((condition) => !isSaidOtherwise(condition))
  return [...passedOver, ...atRules.filter((name) => !KNOWN_AT_RULES.includes(name)).map((name) => `@${name}`)]
}
