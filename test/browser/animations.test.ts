import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Server } from '../../core/serve/serve.ts'
import type { AnimationType } from '../../plugins/overlays/animations/look.ts'
import { lookOf } from '../../plugins/overlays/animations/looks.ts'
import { openBrowser } from '../../scripts/browser.ts'
import { KEYS, listening, openDoors, openPage } from './doors.ts'

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

/** Counts frames that were asked for, and pictures that were drawn in the last one. */
const WATCHED = `(() => {
  const ask = window.requestAnimationFrame.bind(window)
  window.frames_ = 0
  window.untilFrame_ = () => new Promise((done) => ask(done))
  window.drawn_ = 0
  window.requestAnimationFrame = (callback) => ask((now) => { window.frames_ += 1; window.inFrame_ = 0; callback(now); window.drawn_ = Math.max(window.drawn_, window.inFrame_) })
  const draw = CanvasRenderingContext2D.prototype.drawImage
  CanvasRenderingContext2D.prototype.drawImage = function (...given) { window.inFrame_ += 1; return draw.apply(this, given) }
})()`

let made = 0
function play(server: Server, type: AnimationType, look: Record<string, unknown> = {}, id = `test:${++made}`) {
  server.publish('overlays', 'animation', JSON.stringify({ id, type, look: { ...lookOf(type, []), ...look } }))
}

async function openAnimations(t: TestContext, options: BrowserContextOptions = {}) {
  const { server } = await openDoors(t)
  const { page, faults } = await openPage(t, { browser, origin: server.url, viewport: { width: 640, height: 360 }, ...options })
  await page.addInitScript(WATCHED)
  const ready = listening(page)
  await page.goto(`${server.url}/overlay/overlays/animations#key=${KEYS.overlay}`)
  await ready
  return { server, page, faults }
}

const number = (page: Page, expression: string) => page.evaluate(expression) as Promise<number>
/** Looks again with every turn of the page; its policy forbids what playwright would do. */
const until = (page: Page, condition: string) =>
  page.evaluate(`new Promise((done, fail) => {
    setTimeout(() => fail(new Error('It did not become true within 15 s: ' + ${JSON.stringify(condition)})), 15_000)
    const look = () => (${condition} ? done() : setTimeout(look, 10))
    look()
  })`)
const flying = (page: Page) => until(page, 'window.drawn_ > 0')
const resting = (page: Page) => until(page, 'document.getElementById("sky").width === 0')

test('each animation flies on a clear page and is gone without a trace: no frame is asked for, and the canvas has no memory', async (t) => {
  const { server, page, faults } = await openAnimations(t)
  await page.evaluate('document.getElementById("sky").width = 0')
  for (const type of ['confetti', 'hearts', 'rain', 'custom'] as const) {
    await page.evaluate('window.drawn_ = 0')
    play(server, type, { seconds: 0.5, count: 30 })
    await flying(page)
    await resting(page)
  }
  const frames = await number(page, 'window.frames_')
  const later = await number(page, 'untilFrame_().then(untilFrame_).then(untilFrame_).then(() => window.frames_)')
  assert.deepEqual([later, await number(page, 'document.getAnimations().length'), faults], [frames, 0, []])
})

test('at most 500 particles fly, however many animations play at once, and the oldest leave', async (t) => {
  const { server, page } = await openAnimations(t)
  for (let turn = 0; turn < 4; turn++) play(server, 'confetti', { count: 500, seconds: 3 })
  await until(page, 'window.drawn_ >= 500')
  assert.equal(await number(page, 'window.drawn_'), 500)
})

test('an animation that comes twice plays once', async (t) => {
  const { server, page } = await openAnimations(t)
  for (let turn = 0; turn < 3; turn++) play(server, 'hearts', { count: 7, seconds: 0.6 }, 'same')
  await flying(page)
  await resting(page)
  assert.ok((await number(page, 'window.drawn_')) <= 7)
})

test('the panic button clears the sky', async (t) => {
  const { server, page } = await openAnimations(t)
  play(server, 'rain', { seconds: 20 })
  await flying(page)
  server.publish('host', 'panic', JSON.stringify({ on: true }))
  await resting(page)
})

test('whoever asked for less motion gets a few particles that stand still', async (t) => {
  const { server, page } = await openAnimations(t, { reducedMotion: 'reduce' })
  await page.evaluate(`(() => {
    window.places_ = new Set()
    const move = CanvasRenderingContext2D.prototype.setTransform
    CanvasRenderingContext2D.prototype.setTransform = function (...given) { if (given.length === 6 && given[4] > 0) window.places_.add(given[4].toFixed(2)); return move.apply(this, given) }
  })()`)
  play(server, 'confetti', { seconds: 1, count: 300 })
  await flying(page)
  await resting(page)
  assert.ok((await number(page, 'window.places_.size')) <= 25, String(await number(page, 'window.places_.size')))
})

test('what comes while the page is not to be seen is not played when it is', async (t) => {
  const { server, page } = await openAnimations(t)
  const hide = (isHidden: boolean) =>
    page.evaluate(
      `Object.defineProperty(document, 'hidden', { configurable: true, value: ${isHidden} }); document.dispatchEvent(new Event('visibilitychange'))`,
    )
  await hide(true)
  play(server, 'confetti', {}, 'hidden')
  await page.evaluate('0')
  await hide(false)
  play(server, 'hearts', { count: 3, seconds: 0.5 }, 'seen')
  await flying(page)
  await resting(page)
  assert.ok((await number(page, 'window.drawn_')) <= 3)
})

test('the preview plays each without a key and without the host', async (t) => {
  const { server } = await openDoors(t)
  const { page, faults } = await openPage(t, { browser, origin: server.url, viewport: { width: 640, height: 360 } })
  let sockets = 0
  page.on('websocket', () => sockets++)
  await page.addInitScript(WATCHED)
  await page.goto(`${server.url}/overlay/overlays/animations?preview&type=rain`)
  await flying(page)
  assert.deepEqual([sockets, faults], [0, []])
})
