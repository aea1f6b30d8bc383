import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import type { Server } from '../../core/serve/serve.ts'
import type { Bubble } from '../../plugins/ai-chat/bubble.ts'
import { openBrowser } from '../../scripts/browser.ts'
import { NASTY } from '../plugins/ai-chat/nasty.ts'
import { KEYS, listening, openDoors, openPage } from './doors.ts'
import { mostOpaque } from './pixels.ts'

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

async function open(t: TestContext, { query = '', ...options }: BrowserContextOptions & { query?: string } = {}) {
  const { server } = await openDoors(t)
  const { page, faults } = await openPage(t, { browser, origin: server.url, ...options })
  const ready = listening(page)
  await page.goto(`${server.url}/overlay/ai-chat/answers${query}#key=${KEYS.overlay}`)
  await ready
  return { server, page, faults }
}

const show = (server: Server, bubble: Bubble) => server.publish('ai-chat', 'answers', JSON.stringify(bubble))
const HEAD = { persona: 'Nova', viewer: 'Luna ✨', language: 'en' } as const
const thinking = (id: string): Bubble => ({ id, persona: 'Nova', state: 'thinking' })
const said = (id: string, text: string, more: object = {}): Bubble => ({ id, ...HEAD, state: 'said', text, shownMs: 60_000, ...more })

test('a question is thought about, then answered in the same bubble', async (t) => {
  const { server, page, faults } = await open(t)
  show(server, thinking('a'))
  await page.locator('.dots').waitFor()
  show(server, said('a', 'Because light scatters.'))
  await page.locator('.words').waitFor()
  assert.equal(await page.locator('.words').textContent(), 'Because light scatters.')
  assert.equal(await page.locator('.head').textContent(), 'Novato Luna ✨')
  assert.deepEqual([await page.locator('.bubble').count(), await page.locator('.dots').count(), faults], [1, 0, []])
})

test('what is taken back goes, and so does what came to nothing', async (t) => {
  const { server, page } = await open(t)
  show(server, said('a', 'One.'))
  show(server, thinking('b'))
  await page.locator('.bubble').nth(1).waitFor()
  for (const id of ['a', 'b', 'never']) show(server, { state: 'gone', id })
  await page.locator('.bubble').first().waitFor({ state: 'detached' })
})

test('an answer goes after its time, and then the page is empty, clear and still', async (t) => {
  const { server, page } = await open(t)
  assert.equal(await mostOpaque(page), 0)
  show(server, said('a', 'One.', { shownMs: 300 }))
  await page.locator('.bubble').waitFor()
  await page.locator('.bubble').waitFor({ state: 'detached' })
  assert.deepEqual(await page.evaluate('[document.querySelectorAll("#stage *").length, document.getAnimations().length]'), [0, 0])
  assert.equal(await mostOpaque(page), 0)
})

test('an answer as long as it can be by default is shown to its last word, and one of 700 characters as well', async (t) => {
  const { server, page } = await open(t, { reducedMotion: 'reduce' })
  for (const chars of [280, 700]) {
    show(server, said(`n${chars}`, `${'wide words here '.repeat(50).slice(0, chars - 5)} end.`))
    await page.locator('.bubble').last().getByText('end.').waitFor()
    const [words, room] = await Promise.all(['.words', '.said'].map((part) => page.locator(part).last().boundingBox()))
    assert.ok(words && room && words.height <= room.height + 1, `${chars}: ${words?.height} in ${room?.height}`)
  }
})

test('at most three are shown: the oldest makes room', async (t) => {
  const { server, page } = await open(t)
  for (const n of [1, 2, 3, 4, 5]) show(server, said(`a${n}`, `Answer ${n}.`))
  await page.getByText('Answer 5.').waitFor()
  await page.locator('.bubble').nth(3).waitFor({ state: 'detached' })
  assert.deepEqual(await page.locator('.words').allTextContents(), ['Answer 3.', 'Answer 4.', 'Answer 5.'])
})

test('T53: names and answers made of markup are the text they are, and none leaves its bubble or the page', async (t) => {
  for (const viewport of [
    { width: 1920, height: 1080 },
    { width: 1080, height: 1920 },
    { width: 400, height: 300 },
  ]) {
    const { server, page, faults } = await open(t, { viewport, reducedMotion: 'reduce' })
    for (const [n, text] of NASTY.entries())
      show(
        server,
        said(`a${n}`, text.toWellFormed().slice(0, 1000), {
          persona: text.toWellFormed().slice(0, 40),
          viewer: text.toWellFormed().slice(0, 200),
        }),
      )
    await page.locator('.words', { hasText: NASTY.at(-1) ?? '' }).waitFor()
    await page.locator('.bubble').nth(3).waitFor({ state: 'detached' })
    assert.equal(await page.locator('#stage :is(script, img, b, svg, a)').count(), 0)
    for (const text of ['W'.repeat(1000), 'ليلى '.repeat(190), `a${'\u0301'.repeat(900)}`, 'line\n'.repeat(190)]) {
      show(server, said(`long${text.length}${text[0]}`, text, { viewer: text.slice(0, 200) }))
      const last = page.locator('.bubble', { has: page.locator('.words', { hasText: text.slice(0, 4).trim() }) }).last()
      await last.waitFor()
      const box = await last.boundingBox()
      assert.ok(box && box.x >= 0 && box.x + box.width <= viewport.width, JSON.stringify(box))
      assert.ok(box.height <= viewport.height / 2, JSON.stringify(box))
    }
    assert.deepEqual(faults, [])
  }
})

test('the panic button clears the page, and whoever asked for less motion gets none', async (t) => {
  const { server, page } = await open(t, { reducedMotion: 'reduce', query: '?lang=es' })
  show(server, said('a', 'One two three.'))
  show(server, thinking('b'))
  await page.locator('.dots').waitFor()
  assert.equal(await page.evaluate('document.getAnimations().length'), 0)
  assert.equal(await page.locator('.to').first().textContent(), 'para Luna ✨')
  server.publish('host', 'panic', JSON.stringify({ on: true }))
  await page.locator('.bubble').first().waitFor({ state: 'detached' })
})

test('the preview plays samples without a key and without the host', async (t) => {
  const { server } = await openDoors(t)
  const { page, faults } = await openPage(t, { browser, origin: server.url })
  let sockets = 0
  page.on('websocket', () => sockets++)
  await page.goto(`${server.url}/overlay/ai-chat/answers?preview`)
  await page.locator('.words').waitFor()
  assert.deepEqual([sockets, faults], [0, []])
})
