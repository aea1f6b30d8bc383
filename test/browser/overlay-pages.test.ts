import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Server } from '../../core/serve/serve.ts'
import type { Chat, ChatLine } from '../../plugins/overlays/chat.ts'
import type { Credits } from '../../plugins/overlays/credits.ts'
import type { Leaderboard } from '../../plugins/overlays/leaderboard.ts'
import type { Look } from '../../plugins/overlays/look.ts'
import type { Ticker } from '../../plugins/overlays/ticker.ts'
import type { Viewers } from '../../plugins/overlays/viewers.ts'
import { openBrowser } from '../../scripts/browser.ts'
import { KEYS, listening, openDoors, openPage } from './doors.ts'
import { mostOpaque } from './pixels.ts'

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

/** What each page is sent, by its topic. */
type Told = { chat: Chat; leaderboard: Leaderboard; viewers: Viewers; ticker: Ticker; credits: Credits | null; look: Look }
const PAGES = ['chat', 'leaderboard', 'viewers', 'ticker', 'credits'] as const

const SIZES = [
  { width: 1920, height: 1080 },
  { width: 1080, height: 1920 },
  { width: 800, height: 600 },
]

/** Names and words as somebody would write them who wants to break a page. */
const BAD = [
  '<img src=x onerror=report("xss")>',
  '"><script>report("xss")</script>',
  'W'.repeat(200),
  `${'\u0301\u0353'.repeat(100)}a`,
  '\u202Edesrever {{7*7}} <%= 7*7 %>',
  '👩‍👩‍👧‍👦'.repeat(40),
  'ليلى'.repeat(50),
]

function tell<T extends keyof Told>(server: Server, topic: T, data: Told[T]) {
  server.publish('overlays', topic, JSON.stringify(data), { retain: topic !== 'credits' })
}

const line = (id: string, text: string, more: Partial<ChatLine> = {}): ChatLine => {
  return { id, name: 'Luna', badges: [], text, at: new Date().toISOString(), ...more }
}
const chat = (lines: readonly ChatLine[], more: Partial<Chat> = {}): Chat => ({ lines, seconds: 0, direction: 'up', ...more })
const board = (...rows: readonly (readonly [name: string, amount: number, picture?: string])[]): Leaderboard => ({
  boards: [
    {
      board: 'gifters',
      title: 'Top gifters',
      rows: rows.map(([name, amount, picture]) => ({ id: name, name, amount, unit: 'coins', ...(picture && { picture }) })),
    },
  ],
})
const credits = (names: readonly string[], secondsPerScreen = 60): Credits => ({
  title: names[0] ?? 'Thanks',
  sections: [{ thanks: 'gifter', title: 'Gifts', names, more: 3 }],
  secondsPerScreen,
})

/** What each page shows of these words. */
const SHOWN: { readonly [P in (typeof PAGES)[number]]: (words: readonly string[]) => Told[P] } = {
  chat: (words) => chat(words.map((one, at) => line(`l${at}`, one, { name: one, badges: ['moderator', 'subscriber', 'friend'] }))),
  leaderboard: (words) => board(...words.map((one, at) => [one, 123_456_789 - at] as const)),
  viewers: () => ({
    figures: ['viewers', 'likes', 'followers'],
    viewers: 123_456,
    likes: 98_765_432,
    followers: 54_321,
    line: [1, 5, 2, 9],
  }),
  ticker: (words) => ({ text: words.join(' ') }),
  credits: (words) => credits(words),
}

type Opened = BrowserContextOptions & { readonly query?: string; readonly server?: Server; readonly isTimed?: boolean }

/** A page as OBS has it. It counts the frames that its scripts ask for. */
async function openOverlay(t: TestContext, name: string, { query = '', server: given, isTimed = false, ...options }: Opened = {}) {
  const server = given ?? (await openDoors(t)).server
  const { page, faults } = await openPage(t, { browser, origin: server.url, ...options })
  await page.addInitScript(`globalThis.frames = 0
    const request = requestAnimationFrame
    globalThis.requestAnimationFrame = (callback) => { globalThis.frames += 1; return request(callback) }`)
  // Its time goes on as ever, and can be put forward; its frames are then those of the clock.
  if (isTimed) await page.clock.install()
  const ready = listening(page)
  await page.goto(`${server.url}/overlay/overlays/${name}${query}#key=${KEYS.overlay}`)
  await ready
  return { server, page, faults }
}

/** Boxes of what is drawn that lie outside of the page. */
const outside = (page: Page): Promise<readonly string[]> =>
  page.evaluate(`[...document.querySelectorAll('#stage > *, #stage .picture, #stage .name, #stage .amount, #stage .pill, #stage .one-line')].flatMap((one) => {
    const box = one.getBoundingClientRect()
    return box.left < -1 || box.right > innerWidth + 1 ? [one.className + ' ' + Math.round(box.left) + ' ' + Math.round(box.right)] : []
  })`)

const settled = (page: Page) => page.evaluate(`Promise.allSettled(document.getAnimations().map((animation) => animation.finished))`)
const drawn = (page: Page) =>
  page.evaluate(`document.querySelectorAll('#stage *').length - document.querySelectorAll('#stage > .lines, #stage > .figures').length`)

for (const name of PAGES) {
  test(`the page ${name} is clear and at rest while nothing happens, in every size, and asks nobody else`, async (t) => {
    const { server, page, faults } = await openOverlay(t, name)
    for (const size of SIZES) {
      await page.setViewportSize(size)
      assert.equal(await mostOpaque(page), 0)
    }
    assert.deepEqual(await page.evaluate('[globalThis.frames, document.getAnimations().length]'), [0, 0])
    tell(server, name, SHOWN[name](['Luna', 'Mateo']))
    await page.locator('#stage :is(.line, .row, .pill, .ticker, .sheet)').first().waitFor()
    // The credits begin below the page.
    await page.evaluate(
      `for (const animation of document.getAnimations()) animation.currentTime = animation.effect.getComputedTiming().endTime / 2`,
    )
    assert.ok((await mostOpaque(page)) > 0)
    assert.equal(await page.evaluate('globalThis.frames'), 0)
    assert.deepEqual(faults, [])
  })

  test(`T53: whatever somebody is called, the page ${name} shows it as the text it is, and keeps its form in every size`, async (t) => {
    const { server, page, faults } = await openOverlay(t, name, { reducedMotion: 'reduce' })
    for (const size of SIZES) {
      await page.setViewportSize(size)
      tell(server, name, SHOWN[name](BAD))
      await page.locator('#stage :is(.line, .row, .pill, .ticker, .sheet)').first().waitFor()
      assert.deepEqual(await outside(page), [])
      assert.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true)
    }
    assert.equal(await page.locator('#stage :is(img, script)').count(), 0)
    if (name !== 'viewers') assert.ok((await page.locator('#stage').textContent())?.includes('<img src=x onerror=report("xss")>'))
    assert.deepEqual(faults, [])
  })

  test(`the preview of the page ${name} plays samples without a key and without the host, on something dark`, async (t) => {
    const { server } = await openDoors(t)
    const { page, faults } = await openPage(t, { browser, origin: server.url })
    let sockets = 0
    page.on('websocket', () => sockets++)
    await page.goto(`${server.url}/overlay/overlays/${name}?preview&lang=es`)
    await page.locator('#stage :is(.line, .row, .pill, .ticker, .sheet)').first().waitFor()
    assert.deepEqual([sockets, faults, await page.evaluate('document.documentElement.dataset.backdrop')], [0, [], 'night'])
  })
}

test('a page that comes late shows what is current, and one that was cleared by the panic button does not bring it back', async (t) => {
  const { server } = await openDoors(t)
  tell(server, 'chat', chat([line('a', 'before')]))
  const { page, faults } = await openOverlay(t, 'chat', { server })
  await page.getByText('before').waitFor()
  server.publish('host', 'panic', JSON.stringify({ on: true }))
  await page.getByText('before').waitFor({ state: 'detached' })
  tell(server, 'chat', chat([line('a', 'before'), line('b', 'after')]))
  await page.getByText('after').waitFor()
  assert.deepEqual([await page.locator('.line').count(), faults], [1, []])
})

for (const name of ['leaderboard', 'viewers', 'ticker', 'credits'] as const) {
  test(`the panic button clears the page ${name}`, async (t) => {
    const { server, page } = await openOverlay(t, name)
    tell(server, name, SHOWN[name](['Luna']))
    await page.locator('#stage :is(.row, .pill, .ticker, .sheet)').first().waitFor()
    server.publish('host', 'panic', JSON.stringify({ on: true }))
    await page.locator('#stage :is(.row, .pill, .ticker, .sheet)').first().waitFor({ state: 'detached' })
    assert.equal(await mostOpaque(page), 0)
  })
}

test('after the panic button a board is back as it was, and a page that is opened meanwhile shows nothing until then', async (t) => {
  const { server, page } = await openOverlay(t, 'leaderboard')
  tell(server, 'leaderboard', board(['Luna', 5]))
  await page.getByText('Luna').waitFor()
  const panic = (data: object) => server.publish('host', 'panic', JSON.stringify(data), { retain: true })
  panic({ on: true, since: new Date().toISOString() })
  const other = await openOverlay(t, 'leaderboard', { server })
  await Promise.all([page, other.page].map((each) => each.locator('.row').waitFor({ state: 'detached' })))
  panic({ on: false })
  await Promise.all([page, other.page].map((each) => each.getByText('Luna').waitFor()))
})

test('the chat shows badges, keeps what is told, drops what is not told any more, and the newest is at the bottom, or at the top', async (t) => {
  const { server, page } = await openOverlay(t, 'chat', { reducedMotion: 'reduce' })
  const lines = [line('a', 'one', { badges: ['moderator'] }), line('b', 'two'), line('c', 'three')]
  tell(server, 'chat', chat(lines))
  await page.getByText('three').waitFor()
  assert.deepEqual(await page.locator('.said').allTextContents(), ['one', 'two', 'three'])
  assert.equal(await page.locator('.line', { hasText: 'one' }).locator('.glyph-moderator').count(), 1)
  tell(server, 'chat', chat([...lines.slice(0, 1), ...lines.slice(2), line('d', 'four')]))
  await page.getByText('four').waitFor()
  assert.deepEqual(await page.locator('.said').allTextContents(), ['one', 'three', 'four'])
  tell(server, 'chat', chat([line('e', 'five'), line('f', 'six')], { direction: 'down' }))
  await page.getByText('six').waitFor()
  assert.deepEqual(await page.locator('.said').allTextContents(), ['six', 'five'])
})

test('a line of the chat goes when it is old, and an old one does not come to a page that comes late', async (t) => {
  const { server } = await openDoors(t)
  const old = line('a', 'old', { at: new Date(Date.now() - 60_000).toISOString() })
  tell(server, 'chat', chat([old, line('b', 'young')], { seconds: 40 }))
  const { page } = await openOverlay(t, 'chat', { server, isTimed: true })
  await page.getByText('young').waitFor()
  assert.equal(await page.getByText('old').count(), 0)
  await page.clock.fastForward(41_000)
  await page.getByText('young').waitFor({ state: 'detached' })
  assert.deepEqual(await page.evaluate('[document.querySelectorAll(".line").length, document.getAnimations().length]'), [0, 0])
})

test('rows of the leaderboard glide to their new place, by their transform alone', async (t) => {
  const { server, page } = await openOverlay(t, 'leaderboard')
  tell(server, 'leaderboard', board(['Ana', 50], ['Ben', 20]))
  await page.getByText('Ana').waitFor()
  await settled(page)
  // Set up before anything is told.
  await page.evaluate(`void (globalThis.moved = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      const moving = document.getAnimations().filter(({ effect }) => effect.target?.classList.contains('row'))
      if (moving.length > 0) resolve([...new Set(moving.flatMap(({ effect }) => effect.getKeyframes().flatMap((frame) => Object.keys(frame))))].sort())
    })
    observer.observe(document.getElementById('stage'), { childList: true, subtree: true, characterData: true })
  }))`)
  tell(server, 'leaderboard', board(['Ben', 90], ['Ana', 50]))
  assert.deepEqual(await page.evaluate('globalThis.moved'), ['composite', 'computedOffset', 'easing', 'offset', 'transform'])
  assert.deepEqual(await page.locator('.row .name').allTextContents(), ['Ben', 'Ana'])
  assert.deepEqual(await page.locator('.row .amount').allTextContents(), ['90 coins', '50 coins'])
})

test('initials stand where there is no picture, and where one cannot be had', async (t) => {
  const { server, page, faults } = await openOverlay(t, 'leaderboard')
  tell(server, 'leaderboard', board(['Ana Luna', 50], ['Ben', 20, '/blobs/gone.png']))
  await page.getByText('Ben').waitFor()
  await page.locator('img').waitFor({ state: 'detached' })
  assert.deepEqual(await page.locator('.initials').allTextContents(), ['AL', 'B'])
  assert.deepEqual(faults, [])
})

test('a picture of elsewhere is not fetched by the page, even when it is told to', async (t) => {
  const { server, page, faults } = await openOverlay(t, 'leaderboard')
  const url = 'https://p16.tiktokcdn.com/ana.webp'
  tell(server, 'leaderboard', board(['Ana', 50, url]))
  await page.getByText('Ana').waitFor()
  await page.locator('img').waitFor({ state: 'detached' })
  // It was wanted, and forbidden.
  assert.deepEqual([...faults].sort(), [url, `img-src ${url}`])
})

test('a link may ask for one board only', async (t) => {
  const { server, page } = await openOverlay(t, 'leaderboard', { query: '?board=tippers' })
  tell(server, 'leaderboard', {
    boards: [
      ...board(['Ana', 5]).boards,
      { board: 'tippers', title: 'Top tips', rows: [{ id: 'b', name: 'Ben', amount: 1250, currency: 'EUR' }] },
    ],
  })
  await page.getByText('Ben').waitFor()
  assert.deepEqual([await page.locator('.board').count(), await page.locator('.amount').textContent()], [1, '€12.50'])
})

test('a lower third goes when its time is over, and one whose time is over does not come', async (t) => {
  const { server } = await openDoors(t)
  tell(server, 'ticker', { text: 'gone', until: new Date(Date.now() - 1000).toISOString() })
  const { page } = await openOverlay(t, 'ticker', { server, isTimed: true })
  assert.equal(await drawn(page), 0)
  tell(server, 'ticker', { text: 'short', until: new Date(Date.now() + 60_000).toISOString() })
  await page.getByText('short').waitFor()
  await page.clock.fastForward(61_000)
  await page.locator('.ticker').waitFor({ state: 'detached' })
  tell(server, 'ticker', { text: 'stays' })
  await page.getByText('stays').waitFor()
  tell(server, 'ticker', null)
  await page.locator('.ticker').waitFor({ state: 'detached' })
})

test('the credits roll once, by their transform alone, and leave nothing behind', async (t) => {
  const { server, page } = await openOverlay(t, 'credits')
  tell(server, 'credits', credits(['Luna', 'Mateo'], 0.5))
  await page.locator('.sheet').waitFor()
  assert.deepEqual(
    await page.evaluate(`document.getAnimations().flatMap(({ effect }) => effect.getKeyframes().flatMap((frame) => 'transform' in frame))`),
    [true, true],
  )
  await page.locator('.sheet').waitFor({ state: 'detached' })
  assert.deepEqual([await drawn(page), await page.evaluate('document.getAnimations().length')], [0, 0])
  tell(server, 'credits', credits(['Again'], 60))
  await page.locator('.sheet').waitFor()
  tell(server, 'credits', null)
  await page.locator('.sheet').waitFor({ state: 'detached' })
})

test('who asked for less motion gets lines, rows and thanks that stand still', async (t) => {
  for (const name of PAGES) {
    const { server, page } = await openOverlay(t, name, { reducedMotion: 'reduce' })
    tell(server, name, SHOWN[name](['Luna']))
    await page.locator('#stage :is(.line, .row, .pill, .ticker, .sheet)').first().waitFor()
    assert.equal(await page.evaluate('document.getAnimations().length'), 0, name)
  }
})

test('the looks of the settings hold where the link says nothing else', async (t) => {
  const { server } = await openDoors(t)
  const look: Look = { theme: 'paper', scale: 2, language: 'es', variables: { '--card': 'rgb(1, 2, 3)' } }
  tell(server, 'look', look)
  const facts = (page: Page) =>
    page.evaluate(`(() => {
      const { dataset, lang, style } = document.documentElement
      return [dataset.theme, style.getPropertyValue('--scale'), lang, style.getPropertyValue('--card'), dataset.align, dataset.position]
    })()`)
  const plain = await openOverlay(t, 'chat', { server })
  await plain.page.locator(':root[data-theme=paper]').waitFor()
  assert.deepEqual(await facts(plain.page), ['paper', '2', 'es', 'rgb(1, 2, 3)', 'left', 'bottom'])
  tell(server, 'look', { ...look, variables: {} })
  await plain.page.locator(':root:not([style*="--card"])').waitFor()
  const said = await openOverlay(t, 'chat', { server, query: '?theme=neon&scale=1.5&lang=en&align=right&position=top' })
  await said.page.locator(':root[data-theme=neon]').waitFor()
  assert.deepEqual(await facts(said.page), ['neon', '1.5', 'en', '', 'right', 'top'])
})
