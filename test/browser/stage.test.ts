import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HostStatus } from '../../schemas/types.ts'
import { openBrowser } from '../../scripts/browser.ts'
import { askedUntil } from '../support/asked.ts'
import { openPage } from './doors.ts'
import { openRoom } from './room.ts'

test('many pages stand behind one link, each for itself', async (t) => {
  const browser = await openBrowser()
  t.after(() => browser.close())
  const room = await openRoom(t)
  const { page, faults } = await openPage(t, { browser, origin: room.url })
  const asked: string[] = []
  page.on('request', (request) => void (request.resourceType() === 'document' && asked.push(new URL(request.url()).pathname)))
  const heard = new Promise<void>((resolve) =>
    page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => String(payload).includes('"subscribed"') && resolve())),
  )
  const pages = ['alerts/alerts', 'alerts/alerts', '//example.com/x', '../api/status', 'javascript:1', 'none/such']
  await page.goto(`${room.url}/overlay/stage/all?pages=${pages.map(encodeURIComponent)}&theme=neon#key=${room.keys.overlay}`)
  await heard
  await room.simulate('gift', { giftName: 'Rose', giftCount: 5, coins: 5 })

  const order = async (query: string) => new URL((await fetch(`${room.url}/overlay/stage/all${query}`)).url).searchParams.get('pages')
  // What rains must not cover who gave.
  assert.match((await order('?theme=neon')) ?? '', /^overlays\/animations,.*alerts\/alerts/)
  const alerts = page.frameLocator('iframe[title="alerts/alerts"]')
  await alerts.getByText('×5', { exact: true }).waitFor()
  assert.equal(await alerts.locator('html').getAttribute('data-theme'), 'neon')
  assert.deepEqual(asked.sort(), ['/overlay/alerts/alerts', '/overlay/none/such', '/overlay/stage/all'])
  // The page that is not there fails alone, and says so to nobody but the console.
  assert.deepEqual(
    faults.filter((fault) => !fault.includes('404')),
    [],
  )
})

test('a page of the stage whose plugin is switched off draws nothing, no error either, and is there again when the plugin is', async (t) => {
  const browser = await openBrowser()
  t.after(() => browser.close())
  const room = await openRoom(t)
  const { page } = await openPage(t, { browser, origin: room.url })
  await page.goto(`${room.url}/overlay/stage/all?pages=alerts/alerts#key=${room.keys.overlay}`)
  const shown = async () => (await room.ask<HostStatus>('GET', '/status')).clients?.overlays ?? []
  await askedUntil(shown, (overlays) => overlays.length > 0)
  await room.ask('POST', '/api/plugins/alerts/disable', {})
  const alerts = page.frameLocator('iframe[title="alerts/alerts"]')
  await alerts.locator('script[src$="absent.js"]').waitFor({ state: 'attached' })
  assert.equal(await alerts.locator('body').innerText(), '')
  await room.ask('POST', '/api/plugins/alerts/enable', {})
  await askedUntil(shown, (overlays) => overlays.length > 0)
  await room.simulate('gift', { giftName: 'Rose', giftCount: 5, coins: 5 })
  await alerts.getByText('×5', { exact: true }).waitFor()
})

test('a stage is transparent where its pages are', async (t) => {
  const browser = await openBrowser()
  t.after(() => browser.close())
  const room = await openRoom(t)
  const { page } = await openPage(t, { browser, origin: room.url, viewport: { width: 64, height: 64 } })
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setDefaultBackgroundColorOverride', { color: { r: 0, g: 0, b: 0, a: 0 } })
  await page.goto(`${room.url}/overlay/stage/all?pages=alerts/alerts#key=${room.keys.overlay}`)
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'png' })
  // Looked at elsewhere: the page's own policy lets nothing like this run.
  const { page: elsewhere } = await openPage(t, { browser, origin: room.url })
  const opaque = await elsewhere.evaluate(`(async () => {
    const picture = await createImageBitmap(await (await fetch('data:image/png;base64,${data}')).blob())
    const canvas = new OffscreenCanvas(picture.width, picture.height).getContext('2d')
    canvas.drawImage(picture, 0, 0)
    const { data } = canvas.getImageData(0, 0, picture.width, picture.height)
    return data.filter((_, at) => at % 4 === 3).reduce((sum, alpha) => sum + alpha, 0)
  })()`)
  assert.equal(opaque, 0)
})

/** Tells of every sound that began to be heard, how loud it was at most, and how far it came. */
const LISTEN = `{
  const play = HTMLMediaElement.prototype.play
  HTMLMediaElement.prototype.play = function () {
    if (!this.watched) {
      this.watched = true
      this.addEventListener('ended', () => heard({ src: this.src, seconds: this.currentTime, length: this.duration }))
    }
    return play.call(this)
  }
}`

test('from the first steps to a gift that is seen, animated and heard: one field, one package, one link', async (t) => {
  const browser = await openBrowser({ flags: ['--autoplay-policy=no-user-gesture-required'] })
  t.after(() => browser.close())
  const room = await openRoom(t)
  const { page, faults } = await openPage(t, {
    ...{ browser, origin: room.url, permissions: ['clipboard-read', 'clipboard-write'], locale: 'en-GB' },
    viewport: { width: 1280, height: 900 },
  })
  const press = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).click()
  await page.goto(`${room.url}/#key=${room.keys.admin}`)
  await page.getByLabel('TikTok user').fill('@luna')
  await press('Next')
  await press(/^Add: 24 MB/)
  await page.getByRole('dialog').getByRole('button').last().click()
  await page.getByText(/ is there$/).waitFor({ timeout: 120_000 })
  await press('Next')
  await press('Copy link')
  await page.getByRole('button', { name: 'Copied' }).waitFor()

  const { page: stage, faults: stageFaults } = await openPage(t, { browser, origin: room.url, viewport: { width: 1280, height: 720 } })
  const sounds: { src: string; seconds: number; length: number }[] = []
  let ended = () => {}
  const firstEnded = new Promise<void>((resolve) => {
    ended = resolve
  })
  await stage.exposeFunction('heard', (sound: (typeof sounds)[number]) => {
    sounds.push(sound)
    ended()
  })
  await stage.addInitScript('window.obsstudio = {}')
  await stage.addInitScript(LISTEN)
  await stage.goto(String(await page.evaluate('navigator.clipboard.readText()')))
  await page.getByText('OBS shows the overlay').waitFor()
  const open = async () => (await room.ask<HostStatus>('GET', '/status')).clients?.overlays.map((overlay) => overlay.plugin) ?? []
  await askedUntil(open, (plugins) => ['alerts', 'overlays', 'tts'].every((plugin) => plugins.includes(plugin)))
  await room.simulate('gift', { user: { displayName: 'Luna' }, giftName: 'Galaxy', giftCount: 1, coins: 1000 })
  await stage.frameLocator('iframe[title="alerts/alerts"]').locator('.line', { hasText: 'Galaxy' }).waitFor()
  await stage.frameLocator('iframe[title="overlays/animations"]').locator('canvas').waitFor()
  await firstEnded
  const [sound] = sounds
  assert.match(sound?.src ?? '', /\/blobs\/[0-9a-f]{64}\.wav$/)
  assert.ok(sound && sound.length > 0.5 && sound.seconds >= sound.length - 0.1, JSON.stringify(sound))
  assert.deepEqual([faults, stageFaults], [[], []])
})
