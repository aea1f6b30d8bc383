import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../../scripts/browser.ts'
import { serve } from '../serve/served.ts'
import { serveHttp } from '../support/web-server.ts'

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

const SESSION = { sessionId: 'live-1', totalTipsCents: 0, tipCount: 0, peakViewers: 3 }

/** What a script of the page hears first on a socket, or how that closed. */
function heard(page: Page, url: string): Promise<unknown> {
  return page.evaluate(
    (address) =>
      new Promise((resolve) => {
        const socket = new WebSocket(address)
        socket.onopen = () => socket.send(JSON.stringify({ event: 'join_overlay', data: { sessionId: 'live-1' } }))
        socket.onmessage = ({ data }) => resolve(JSON.parse(String(data)))
        socket.onclose = ({ code }) => resolve(`closed with ${code}`)
      }),
    url,
  )
}

test('S2-100, T09: a page for OBS hears a session without a key, and a page of another origin in the same browser does not', async (t) => {
  const channels = { session: () => SESSION, addTip: async () => {}, updateViewers: async () => {}, chat: async () => {} }
  const { server, host } = await serve(t, { parts: { channels, allowedHosts: [] } })
  const port = await serveHttp(t, (_, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>evil</title>'),
  )
  const page = await browser.newPage()
  t.after(() => page.close())
  const url = `ws://${host}/streaming/overlay`
  await page.goto(`${server.url}/overlay/alerts/alerts`)
  const own = await heard(page, url)
  await page.goto(`http://127.0.0.1:${port}/`)
  assert.deepEqual([own, await heard(page, url)], [{ event: 'session_updated', data: SESSION }, 'closed with 1006'])
  assert.equal(server.refused().ORIGIN_REFUSED, 1)
})
