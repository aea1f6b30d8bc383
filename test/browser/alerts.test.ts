import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { EventOf } from '#sdk'
import type { Server } from '../../core/serve/serve.ts'
import { ALERT_OF, type Alert } from '../../plugins/alerts/alert.ts'
import { readSettings } from '../../plugins/alerts/settings.ts'
import { openBrowser } from '../../scripts/browser.ts'
import { fixture } from '../support/recording-host.ts'
import { settlingOf } from '../support/settling.ts'
import { KEYS, listening, openDoors, openPage, viewer } from './doors.ts'

const settle = await settlingOf('alerts')
let browser: Browser
let rose: EventOf<'gift'>
before(async () => {
  browser = await openBrowser()
  rose = await fixture('gift')
})
after(() => browser.close())

let made = 0
/** The card that a gift becomes, by the plugin's own code. */
function gift(displayName: string, giftCount = 1, settings: Record<string, unknown> = {}, coinsEach = 400): Alert {
  const event: EventOf<'gift'> = {
    ...rose,
    eventId: `test:${++made}`,
    ingestedAt: new Date().toISOString(),
    user: viewer(displayName),
    payload: { ...rose.payload, giftName: 'Rose', giftCount, coins: giftCount * coinsEach },
  }
  const chosen = { shortestMs: 500, longestMs: 30_000, largeMs: settings.longestMs ?? 30_000, ...settings }
  return ALERT_OF.gift(event, readSettings(settle(chosen)))
}

async function openOverlay(t: TestContext, options: BrowserContextOptions & { query?: string } = {}) {
  const { server } = await openDoors(t)
  const { page, faults } = await openPage(t, { browser, origin: server.url, ...options })
  const ready = listening(page)
  await page.goto(`${server.url}/overlay/alerts/alerts${options.query ?? ''}#key=${KEYS.overlay}`)
  return { server, page, faults, socket: await ready }
}

function show(server: Server, alert: Alert) {
  server.publish('alerts', 'alerts', JSON.stringify(alert))
}

/** Opacity of points of the page, 0 to 255: [x, y] each. */
async function opacityAt(page: Page, points: readonly (readonly [number, number])[]): Promise<unknown> {
  const picture = (await page.screenshot({ omitBackground: true })).toString('base64')
  return page.evaluate(`(async () => {
    const bytes = Uint8Array.from(atob(${JSON.stringify(picture)}), (letter) => letter.charCodeAt(0))
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const paint = new OffscreenCanvas(image.width, image.height).getContext('2d')
    paint.drawImage(image, 0, 0)
    return ${JSON.stringify(points)}.map(([x, y]) => paint.getImageData(x, y, 1, 1).data[3])
  })()`)
}

/** Has the page remember whose cards it showed. */
const NOTE_NAMES = `
  names = []
  new MutationObserver(() => {
    const name = document.querySelector('.name')?.textContent
    if (name && names.at(-1) !== name) names.push(name)
  }).observe(document, { childList: true, subtree: true })
`

const CORNERS = [
  [2, 2],
  [1917, 2],
  [2, 1077],
  [1917, 1077],
] as const

test('the page shows a gift that the host publishes', async (t) => {
  const { server, page, faults } = await openOverlay(t)
  show(server, gift('Luna ✨', 5))
  await page.getByText('×5', { exact: true }).waitFor()
  assert.equal(await page.locator('.name').textContent(), 'Luna ✨')
  assert.equal(await page.locator('.line').textContent(), 'sent Rose')
  assert.equal(await page.locator('.worth').textContent(), '2,000 coins')
  assert.deepEqual(faults, [])
})

test('a rose is worth one coin, and says so', async (t) => {
  const { server, page } = await openOverlay(t)
  show(server, gift('Luna ✨', 1, {}, 1))
  await page.getByText('1 coin', { exact: true }).waitFor()
})

test('the page is transparent but for the card, and all of it when there is none', async (t) => {
  const { server, page } = await openOverlay(t)
  assert.deepEqual(await opacityAt(page, [...CORNERS, [960, 160]]), [0, 0, 0, 0, 0])
  show(server, gift('Luna'))
  const card = await page.locator('.name').boundingBox()
  assert.ok(card)
  // Over the name's first letters lies the card, whole once it has arrived.
  await page.evaluate(`Promise.all(document.querySelector('.card').getAnimations().map((animation) => animation.finished))`)
  assert.deepEqual(await opacityAt(page, [...CORNERS, [Math.round(card.x + 10), Math.round(card.y + 10)]]), [0, 0, 0, 0, 255])
})

test('T53: a name made of markup or of a template is shown as the text it is', async (t) => {
  const { server, page, faults } = await openOverlay(t)
  const names = ['<img src=x onerror=report("xss")>', '"><script>report("xss")</script>', '{{7*7}} &#x3C;b&#x3E;']
  for (const name of names) {
    show(server, gift(name, 1, { longestMs: 500 }))
    await page.getByText(name, { exact: true }).waitFor()
    assert.equal(await page.locator('#stage :is(img, script, b)').count(), 0)
  }
  assert.deepEqual(faults, [])
})

test('equal gifts that wait are shown as one card', async (t) => {
  const { server, page } = await openOverlay(t)
  show(server, gift('Ana', 2, { longestMs: 500 }))
  show(server, gift('Ben', 3))
  show(server, gift('Ben', 2))
  await page.getByText('×5', { exact: true }).waitFor()
  assert.equal(await page.locator('.name').textContent(), 'Ben')
})

test('nothing is left on the page when a card has gone: no element, no animation', async (t) => {
  const { server, page } = await openOverlay(t)
  show(server, gift('Luna', 5, { longestMs: 500 }))
  await page.locator('.card').waitFor()
  await page.locator('.card').waitFor({ state: 'detached' })
  assert.deepEqual(await page.evaluate('[document.querySelectorAll("#stage *").length, document.getAnimations().length]'), [0, 0])
})

test('a page whose host went away draws nothing about it, comes back by itself, and shows only what happens from then on', async (t) => {
  const { server, page, faults, socket } = await openOverlay(t)
  const { port } = new URL(server.url)
  const gone = socket.waitForEvent('close')
  await server.stop()
  await gone
  assert.deepEqual(await opacityAt(page, [...CORNERS, [960, 160]]), [0, 0, 0, 0, 0])
  assert.equal((await page.locator('body').textContent())?.trim(), '')

  const back = listening(page)
  const { server: next } = await openDoors(t, { port: Number(port) })
  show(next, gift('missed'))
  await back
  show(next, gift('now'))
  await page.locator('.card').waitFor()
  assert.equal(await page.locator('.name').textContent(), 'now')
  assert.deepEqual(faults, [])
})

test('a page that is reloaded shows what waited, and what came meanwhile; not what it had shown', async (t) => {
  const { server, page, faults } = await openOverlay(t)
  const showOnce = (alert: Alert) => server.publish('alerts', 'alerts', JSON.stringify(alert), { ack: alert.id })
  showOnce(gift('Shown', 9, { longestMs: 500 }))
  await page.getByText('Shown').waitFor()
  await page.locator('.card').waitFor({ state: 'detached' })
  showOnce(gift('Cut off', 8))
  showOnce(gift('Waits', 2, { longestMs: 500 }))
  await page.getByText('Cut off').waitFor()
  const address = page.url()
  await page.goto('about:blank')
  while (server.clients().overlays.length > 0) await new Promise(setImmediate)
  showOnce(gift('Came meanwhile', 1, { longestMs: 500 }))
  await page.addInitScript(NOTE_NAMES)
  await page.goto(address)
  await page.getByText('Cut off').waitFor()
  server.publish('alerts', 'control', JSON.stringify({ do: 'skip' }))
  await page.getByText('Came meanwhile').waitFor()
  assert.deepEqual(await page.evaluate('names'), ['Cut off', 'Waits', 'Came meanwhile'])
  assert.deepEqual(faults, [])
})

test('the key stays in the address, so that a reload in OBS goes on working', async (t) => {
  const { server, page } = await openOverlay(t)
  const ready = listening(page)
  await page.reload()
  await ready
  show(server, gift('Luna'))
  await page.getByText('Luna').waitFor()
})

test('when the files of the page change the host reloads it', async (t) => {
  const { server, page } = await openOverlay(t)
  const reloaded = Promise.all([page.waitForEvent('load'), listening(page)])
  server.reload('alerts')
  await reloaded
})

for (const [width, height] of [
  [1920, 1080],
  [1080, 1920],
] as const) {
  test(`no name, however long or tall, makes a card larger than ${width} × ${height} allows`, async (t) => {
    const { server, page } = await openOverlay(t, { viewport: { width, height }, reducedMotion: 'reduce' })
    show(server, { ...gift('Luna', 12_345, { longestMs: 500 }), key: 'plain' })
    const plain = await page.locator('.card').boundingBox()
    assert.ok(plain)
    for (const name of [
      'W'.repeat(10_000),
      'word '.repeat(500),
      `a${'\u0301\u0353'.repeat(5000)}`,
      '\u202E desrever',
      'line\nline\nline\nline',
    ]) {
      show(server, { ...gift(name, 12_345, { longestMs: 500 }), line: `${name} ${name}` })
      await page.locator('.name', { hasText: name.slice(0, 4).trim() }).waitFor()
      const box = await page.locator('.card').boundingBox()
      assert.ok(box)
      assert.equal(box.height, plain.height)
      assert.ok(box.x >= 0 && box.x + box.width <= width && box.y >= 0, JSON.stringify(box))
    }
  })
}

test('whoever asked for less motion gets a card that stands still', async (t) => {
  const { server, page } = await openOverlay(t, { reducedMotion: 'reduce' })
  show(server, gift('Luna', 60))
  await page.getByText('×60', { exact: true }).waitFor()
  assert.equal(await page.locator('.confetti').count(), 0)
  assert.deepEqual(await page.evaluate(`document.getAnimations().filter(({ effect }) => effect.getTiming().iterations > 1).length`), 0)
})

test('at most 60 pieces of confetti fly, and they all come down', async (t) => {
  const { server, page } = await openOverlay(t)
  for (const count of [1000, 2000, 4000]) show(server, gift('Luna', count))
  await page.locator('.confetti').first().waitFor()
  await page.getByText('×7,000', { exact: true }).waitFor()
  const pieces = await page.locator('.confetti').count()
  assert.ok(pieces <= 60, String(pieces))
  await page.locator('.confetti').first().waitFor({ state: 'detached' })
  await page.locator('.confetti').last().waitFor({ state: 'detached' })
})

test('the preview plays samples without a key and without the host', async (t) => {
  const { server } = await openDoors(t)
  const { page, faults } = await openPage(t, { browser, origin: server.url })
  let sockets = 0
  page.on('websocket', () => sockets++)
  await page.goto(`${server.url}/overlay/alerts/alerts?preview`)
  await page.locator('.card').waitFor()
  assert.equal(sockets, 0)
  assert.deepEqual(faults, [])
})

test('the panic button clears the page', async (t) => {
  const { server, page } = await openOverlay(t)
  show(server, gift('Luna', 3))
  await page.getByText('Luna').waitFor()
  server.publish('host', 'panic', JSON.stringify({ on: true }))
  // By itself it would go after 30 seconds.
  await page.getByText('Luna').waitFor({ state: 'detached', timeout: 15_000 })
})

test('what was shown is not shown again when the line was cut, though nobody heard that it was', async (t) => {
  const { server, page, socket } = await openOverlay(t)
  await page.evaluate(NOTE_NAMES)
  const gone = socket.waitForEvent('close')
  const [shown, missed] = [gift('shown', 1, { longestMs: 500 }), gift('missed', 1, { longestMs: 500 })]
  server.publish('alerts', 'alerts', JSON.stringify(shown), { ack: shown.id })
  await page.getByText('shown').waitFor()
  server.revoked('key-overlay')
  await gone
  server.publish('alerts', 'alerts', JSON.stringify(missed), { ack: missed.id })
  await page.getByText('missed').waitFor()
  await page.locator('.card').waitFor({ state: 'detached' })
  assert.deepEqual(await page.evaluate('names'), ['shown', 'missed'])

  await page.addInitScript(NOTE_NAMES)
  const ready = listening(page)
  await page.reload()
  await ready
  show(server, gift('now'))
  await page.getByText('now').waitFor()
  assert.deepEqual(await page.evaluate('names'), ['now'])
})

test('what is retracted is gone from the page at once, and a page that is paused shows nothing until it goes on', async (t) => {
  const { server, page } = await openOverlay(t)
  show(server, { ...gift('Rude'), userId: '7' })
  await page.getByText('Rude').waitFor()
  server.publish('alerts', 'paused', 'true', { retain: true })
  show(server, gift('Next'))
  server.publish('alerts', 'retract', JSON.stringify({ ids: [], userIds: ['7'] }))
  await page.locator('.card').waitFor({ state: 'detached' })
  server.publish('alerts', 'paused', 'false', { retain: true })
  await page.getByText('Next').waitFor()
})

test('a card is skipped when the streamer says so, and a page that comes later is paused as the others are', async (t) => {
  const { server, page } = await openOverlay(t)
  show(server, gift('Long'))
  await page.getByText('Long').waitFor()
  server.publish('alerts', 'control', '{"do":"skip"}')
  await page.getByText('Long').waitFor({ state: 'detached' })
  server.publish('alerts', 'paused', 'true', { retain: true })
  const ready = listening(page)
  await page.reload()
  await ready
  show(server, gift('Waiting'))
  server.publish('alerts', 'paused', 'false', { retain: true })
  await page.getByText('Waiting').waitFor()
  assert.equal(await page.locator('.card').count(), 1)
})

test('a viewer has initials until a picture is there, and one that cannot be had changes nothing', async (t) => {
  const { server, page } = await openOverlay(t)
  const alert = gift('Luna Park')
  show(server, alert)
  await page.locator('.initials', { hasText: 'LP' }).waitFor()
  const pixel = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  server.publish('alerts', 'pictures', JSON.stringify({ id: alert.id, avatar: '/blobs/none.png', gift: pixel }))
  await page.locator('.has-gift').waitFor()
  await page.locator('.picture img').waitFor({ state: 'detached' })
  assert.equal(await page.locator('.initials').textContent(), 'LP')
})

test('a large card has rays and a small one has none', async (t) => {
  const { server, page } = await openOverlay(t, { reducedMotion: 'reduce' })
  show(server, gift('Small', 1, { longestMs: 500, mediumCoins: 5000, largeCoins: 5000 }))
  await page.getByText('Small').waitFor()
  assert.equal(await page.locator('.rays').isVisible(), false)
  show(server, gift('Large', 10))
  await page.getByText('Large').waitFor()
  assert.equal(await page.locator('.rays').isVisible(), true)
})

const AUDIO = `(() => {
  window.audio_ = 0
  const Known = window.AudioContext
  window.AudioContext = class extends Known { constructor(...given) { super(...given); window.audio_ += 1 } }
})()`

/** What playwright does in a page counts as clicks. */
function clicked(hasBeenActive: boolean): string {
  return `Object.defineProperty(navigator, 'userActivation', { value: { hasBeenActive: ${hasBeenActive} } })`
}

for (const [name, { init = '', query = '', volume = 0.5, sounds }] of Object.entries({
  'in OBS, once': { init: 'window.obsstudio = {}', sounds: 1 },
  'not in OBS with ?sound=off': { init: 'window.obsstudio = {}', query: '?sound=off', sounds: 0 },
  'not in OBS with the volume at 0': { init: 'window.obsstudio = {}', volume: 0, sounds: 0 },
  'not in a browser where nobody has clicked': { init: clicked(false), sounds: 0 },
  'in a browser where somebody has clicked': { init: clicked(true), sounds: 1 },
})) {
  test(`the page makes itself heard ${name}`, async (t) => {
    const { server } = await openDoors(t)
    const { page, faults } = await openPage(t, { browser, origin: server.url })
    await page.addInitScript(`${AUDIO};${init}`)
    const ready = listening(page)
    await page.goto(`${server.url}/overlay/alerts/alerts${query}#key=${KEYS.overlay}`)
    await ready
    for (const each of ['Ana', 'Ben']) {
      show(server, gift(each, 1, { longestMs: 500, volume }))
      await page.getByText(each).waitFor()
    }
    assert.deepEqual([await page.evaluate('window.audio_'), faults], [sounds, []])
  })
}

test('every chime can be heard and none is too loud, the larger the longer', async (t) => {
  const { server } = await openDoors(t)
  const { page } = await openPage(t, { browser, origin: server.url })
  await page.goto(`${server.url}/overlay/alerts/alerts?preview&sound=off`)
  // Rendered without a loudspeaker: what a page would play.
  const heard = await page.evaluate(`(async () => {
    const { chime } = await import('/overlay/alerts/chime.js')
    const rows = []
    for (const kind of ['gift', 'tip', 'subscribe', 'follow', 'share', 'goal', 'shoutout']) {
      const lengths = []
      for (const size of ['small', 'medium', 'large']) {
        const context = new OfflineAudioContext(1, 44100 * 4, 44100)
        lengths.push(chime(context, { kind, size, volume: 1 }))
        const samples = (await context.startRendering()).getChannelData(0)
        const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
        const rms = Math.sqrt(samples.subarray(0, 22050).reduce((sum, sample) => sum + sample * sample, 0) / 22050)
        rows.push({ kind, size, isHeard: rms > 0.01, isLow: peak < 1 })
      }
      rows.push({ kind, isHeard: true, isLow: lengths[0] < lengths[1] && lengths[1] < lengths[2] })
    }
    return rows.filter(({ isHeard, isLow }) => !isHeard || !isLow)
  })()`)
  assert.deepEqual(heard, [])
})
