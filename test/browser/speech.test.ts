import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import { openBlobs } from '../../core/store/blobs/blobs.ts'
import { writeWav } from '../../plugins/tts/audio/wav-write.ts'
import type { Sound } from '../../plugins/tts/stage/player.ts'
import { openBrowser } from '../../scripts/browser.ts'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'
import { createFolder } from '../support/folder.ts'
import { KEYS, listening, openDoors, openPage } from './doors.ts'

let browser: Browser
before(async () => {
  // As OBS starts it.
  browser = await openBrowser({ flags: ['--autoplay-policy=no-user-gesture-required'] })
})
after(() => browser.close())

/** A tone of so many milliseconds. */
function tone(ms: number): Uint8Array {
  const rate = 22_050
  return writeWav({ rate, samples: Float32Array.from({ length: (rate * ms) / 1000 }, (_, n) => 0.4 * Math.sin(n / 12)) })
}

/** The page as OBS has it: sound needs no click. `watched` tells what became of each sound. */
async function openSpeech(
  t: TestContext,
  {
    query = '',
    inObs = true,
    from = browser,
    ...options
  }: BrowserContextOptions & { query?: string; inObs?: boolean; from?: Browser } = {},
) {
  const blobs = await openBlobs({ dataDir: createFolder(), clock: systemClock, log: createLog({ level: 'silent' }) })
  const { server } = await openDoors(t, { blobs })
  const { page, faults } = await openPage(t, { browser: from, origin: server.url, ...options })
  const told: Told[] = []
  const { changed, until } = createWaiters()
  await page.exposeFunction('tell', (one: Told) => {
    told.push(one)
    changed()
  })
  await page.addInitScript(WATCH)
  if (inObs) await page.addInitScript('window.obsstudio = {}')
  const ready = query.includes('preview') ? undefined : listening(page)
  await page.goto(`${server.url}/overlay/tts/speech${query}#key=${KEYS.overlay}`)
  await ready
  let count = 0
  const play = async (ms: number, more: Partial<Sound> = {}) => {
    const name = await blobs.put('tts', tone(ms), 'audio/wav')
    count += 1
    server.publish(
      'tts',
      'speech',
      JSON.stringify({ id: String(count), url: `/blobs/${name}`, ms, volume: 0.9, text: `Hola ${count}`, ...more }),
    )
  }
  const stop = () => server.publish('tts', 'control', '{"do":"stop"}')
  /** The first time that something happened to a sound, waited for. */
  const happened = async (n: number, what: string): Promise<Told> => {
    const find = () => told.find((one) => one.n === n && one.what === what)
    await until(() => find() !== undefined)
    return find() ?? assert.fail()
  }
  return { server, page, faults, told, happened, play, stop }
}

/** Tells of every sound that a page makes: what happened to it, how far it is, and how loud the page was at most. */
const WATCH = `
  const Real = Audio
  let loudest = 0
  globalThis.Audio = function (url) {
    const audio = new Real(url)
    let n = -1
    audio.addEventListener('loadstart', () => n++)
    for (const what of ['playing', 'timeupdate', 'ended', 'pause', 'error'])
      audio.addEventListener(what, () => tell({ n, what, at: audio.currentTime, volume: audio.volume, loudest }))
    return audio
  }
  const connect = AudioNode.prototype.connect
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target instanceof AudioDestinationNode) {
      const meter = new AnalyserNode(this.context, { fftSize: 2048 })
      const values = new Float32Array(2048)
      connect.call(this, meter)
      const look = () => {
        meter.getFloatTimeDomainData(values)
        loudest = Math.max(loudest, Math.hypot(...values) / Math.sqrt(values.length))
      }
      addEventListener('look', look)
      new MutationObserver(look).observe(document.documentElement, { subtree: true, attributes: true })
    }
    return connect.call(this, target, ...rest)
  }`

type Told = { readonly n: number; readonly what: string; readonly at: number; readonly volume: number; readonly loudest: number }
const captions = (page: Page) => page.locator('.caption:not(.leaving) .words').allTextContents()

test('a sound is heard to its end, with its words for as long, and then nothing is left', async (t) => {
  const { page, play, happened, faults } = await openSpeech(t)
  await play(700)
  await page.waitForSelector('.caption')
  assert.deepEqual(await captions(page), ['Hola 1'])
  const { at, volume, loudest } = await happened(0, 'ended')
  assert.ok(at > 0.6, `It stopped at ${at} s`)
  assert.ok(Math.abs(volume - 0.9) < 0.01)
  assert.ok(loudest > 0.05, `It was heard as loud as ${loudest}`)
  await page.waitForSelector('.caption', { state: 'detached' })
  assert.deepEqual(faults, [])
})

test('one is heard at a time, and what comes meanwhile follows', async (t) => {
  const { play, happened, told } = await openSpeech(t)
  await play(300)
  await play(310)
  await happened(1, 'ended')
  const order = told.filter(({ what }) => what === 'playing' || what === 'ended').map(({ n, what }) => `${n} ${what}`)
  assert.deepEqual(order, ['0 playing', '0 ended', '1 playing', '1 ended'])
})

test('stop and the panic button silence the page at once', async (t) => {
  const { page, play, stop, server, happened, told } = await openSpeech(t)
  await play(15_000)
  await page.waitForSelector('.caption')
  stop()
  await happened(0, 'pause')
  await page.waitForSelector('.caption', { state: 'detached' })
  await play(12_000)
  await page.waitForSelector('.caption')
  server.publish('host', 'panic', '{"on":true}')
  await happened(1, 'pause')
  assert.deepEqual(
    told.filter(({ what }) => what === 'ended'),
    [],
  )
})

test('what was said while the page was away is not said again', async (t) => {
  const { page, play, happened, told } = await openSpeech(t)
  await play(200)
  await happened(0, 'ended')
  told.length = 0
  const ready = listening(page)
  await page.reload()
  await ready
  await play(410)
  const { at } = await happened(0, 'ended')
  assert.ok(at > 0.3, 'The old one was played')
})

test('a hundred sounds are heard: a browser has only so many players', async (t) => {
  const { play, stop, happened } = await openSpeech(t)
  for (let n = 0; n < 100; n += 1) {
    await play(60_000 / 50)
    await happened(n, 'playing')
    stop()
  }
})

test('a sound that is gone is passed over', async (t) => {
  const { play, server, happened } = await openSpeech(t)
  server.publish('tts', 'speech', JSON.stringify({ id: 'x', url: `/blobs/${'0'.repeat(64)}.wav`, ms: 500, volume: 1, text: 'gone' }))
  await play(200)
  await happened(0, 'error')
  await happened(1, 'ended')
})

test('the link says how loud, and whether there are captions', async (t) => {
  const { page, play, happened } = await openSpeech(t, { query: '?volume=50&captions=off' })
  await play(400, { volume: 0.8 })
  const { volume } = await happened(0, 'playing')
  assert.ok(Math.abs(volume - 0.4) < 0.01)
  assert.deepEqual(await captions(page), [])
})

test("viewers' words are only ever text, and neither long ones, right-to-left nor emoji leave the screen", async (t) => {
  const { page, play, stop, happened, faults } = await openSpeech(t, { viewport: { width: 480, height: 270 } })
  const texts = ['<img src=x onerror="report(1)"><b>bold</b>', 'x'.repeat(600), 'ليلى '.repeat(60), '👩‍👩‍👧‍👦'.repeat(80)]
  for (const [n, text] of texts.entries()) {
    await play(15_000, { text })
    await happened(n, 'playing')
    const card = page.locator('.caption:not(.leaving)')
    await card.waitFor()
    assert.deepEqual(await captions(page), [text])
    const box = await card.boundingBox()
    const isInside = box && box.x >= 0 && box.y >= 0 && box.x + box.width <= 480 && box.y + box.height <= 270
    assert.ok(isInside, `${text.slice(0, 10)}: ${JSON.stringify(box)}`)
    assert.equal(await page.locator('#stage img, #stage b').count(), 0)
    stop()
    await happened(n, 'pause')
  }
  assert.deepEqual(faults, [])
})

test('where sound needs a click, the page asks for one outside of OBS and shows the words meanwhile', async (t) => {
  const strict = await openBrowser({ flags: ['--autoplay-policy=user-gesture-required'] })
  t.after(() => strict.close())
  const { page, play, happened } = await openSpeech(t, { inObs: false, query: '?lang=es', from: strict })
  await play(3000)
  await page.waitForSelector('.hint')
  assert.equal(await page.locator('.hint').textContent(), 'Haz clic para oír lo que se dice')
  assert.deepEqual(await captions(page), ['Hola 1'])
  await page.click('.hint')
  await page.waitForSelector('.hint', { state: 'detached' })
  await play(300)
  await happened(1, 'ended')
})

test('an idle page has nothing to draw, and a preview shows samples without the host', async (t) => {
  const { page } = await openSpeech(t)
  assert.equal(await page.locator('#stage > *').count(), 0)
  assert.equal(await page.evaluate('document.getAnimations().length'), 0)
  const preview = await openSpeech(t, { query: '?preview&lang=es', inObs: false })
  await preview.page.waitForSelector('.caption')
  assert.match((await captions(preview.page))[0] ?? '', /Luna/)
})
