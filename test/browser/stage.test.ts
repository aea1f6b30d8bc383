import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openBrowser } from '../../scripts/browser.ts'
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
