import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../../scripts/browser.ts'
import { KEYS, serve } from '../serve/served.ts'
import { serveHttp } from '../support/web-server.ts'

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

const SESSION = { sessionId: 'live-1', totalTipsCents: 0, tipCount: 0, peakViewers: 3 }

/** What a script of the page hears first on a socket, or how that closed. */
function heard(page: Page, url: string, key?: string): Promise<unknown> {
  return page.evaluate(
    ([address = '', shown]) =>
      new Promise((resolve) => {
        const socket = new WebSocket(address, shown ? ['showrunner', `key.${shown}`] : [])
        socket.onopen = () => socket.send(JSON.stringify({ event: 'join_overlay', data: { sessionId: 'live-1' } }))
        socket.onmessage = ({ data }) => resolve(JSON.parse(String(data)))
        socket.onclose = ({ code }) => resolve(`closed with ${code}`)
      }),
    [url, key],
  )
}

test('S2-100, T09: a page for OBS hears a session with the key of its link, and without one it is as little heard as a page of another origin', async (t) => {
  const channels = { session: () => SESSION, addTip: async () => {}, updateViewers: async () => {}, chat: async () => {} }
  const { server, host } = await serve(t, { parts: { channels, allowedHosts: [] } })
  const port = await serveHttp(t, (_, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>evil</title>'),
  )
  const page = await browser.newPage()
  t.after(() => page.close())
  const url = `ws://${host}/streaming/overlay`
  await page.goto(`${server.url}/overlay/alerts/alerts`)
  const [keyed, own] = [await heard(page, url, KEYS.overlay), await heard(page, url)]
  await page.goto(`http://127.0.0.1:${port}/`)
  const others = [await heard(page, url), await heard(page, url, KEYS.overlay)]
  assert.deepEqual([keyed, own, ...others], [{ event: 'session_updated', data: SESSION }, ...Array(3).fill('closed with 1006')])
  assert.equal(server.refused().ORIGIN_REFUSED, 3)
})
