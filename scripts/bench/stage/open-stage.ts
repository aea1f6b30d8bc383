import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { openBrowser } from '../../browser.ts'
import { ROOT, startBenchHost } from '../host.ts'

export type Stage = Awaited<ReturnType<typeof openStage>>

/** A whole host with alerts and overlays, and a real Chromium to look at their pages with. */
export async function openStage() {
  const folder = await mkdtemp(join(tmpdir(), 'showrunner-stage-'))
  const alerts = { settings: { shortestMs: 500, longestMs: 500, largeMs: 500, waitingMax: 500, maxAgeMs: 3_600_000 } }
  await mkdir(join(folder, 'data'))
  await writeFile(join(folder, 'data/settings.json'), JSON.stringify({ schemaVersion: '1', plugins: { alerts } }))
  const host = await startBenchHost({ folder, pluginRoots: [join(ROOT, 'plugins')], only: ['alerts', 'overlays'] })
  const browser = await openBrowser()

  return {
    host,
    /** A page at 1920 × 1080 that hears the host. `before` is done to its context before it is loaded. */
    async page(name: string, before: (context: BrowserContext) => Promise<unknown> = async () => {}): Promise<Page> {
      const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } })
      await before(context)
      const page = await context.newPage()
      const told = page
        .waitForEvent('websocket')
        .then((socket) => socket.waitForEvent('framereceived', { predicate: ({ payload }) => String(payload).includes('"subscribed"') }))
      await page.goto(`${host.url}/overlay/${name}#key=${host.keys.overlay}`)
      await told
      return page
    },
    async act(action: string, input: object) {
      const headers = { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' }
      const response = await fetch(`${host.url}/api/actions/${action}`, { method: 'POST', headers, body: JSON.stringify(input) })
      if (!response.ok) throw new Error(`${action}: ${await response.text()}`)
    },
    async stop() {
      await browser.close()
      await host.stop(0)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
