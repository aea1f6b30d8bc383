import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { createLog } from '../../core/base/log.ts'
import { createLogTail } from '../../core/base/log-tail.ts'
import { createFolder } from '../support/folder.ts'
import { type Ending, startHost } from '../support/host.ts'
import { createPluginFolders, type Written } from '../support/plugin-folders.ts'
import { ROOT } from '../support/root.ts'
import { listening, openPage } from './doors.ts'

export { createEnding } from '../support/ending.ts'

export type Room = Awaited<ReturnType<typeof openRoom>>

/** A whole host with the plugins that come with it, and some of the test's own. */
export async function openRoom(ending: Ending, plugins: Readonly<Record<string, Written>> = {}) {
  const folders = await createPluginFolders()
  for (const [id, written] of Object.entries(plugins)) await folders.write(id, written)
  const logTail = createLogTail()
  const host = await startHost(ending, {
    dataDir: createFolder(),
    pluginRoots: [join(ROOT, 'plugins'), folders.root],
    logTail,
    log: createLog({ level: 'silent', sinks: [logTail.sink] }),
  })

  async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await host.ask(method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
    // The caller names what the route answers.
    return answer.body as T
  }

  return {
    ...host,
    ask,
    /** Lets a plugin do what it asks for. */
    async approve(id: string) {
      const { ask: asked } = await ask<{ ask?: { hash: string } }>('GET', `/api/plugins/${id}`)
      return ask('POST', `/api/plugins/${id}/approve`, { hash: asked?.hash })
    },
    simulate: (type: string, input: unknown = {}) =>
      ask<{ event: { seqNo: number; user?: { userId: string } } }>('POST', `/api/simulate/${type}`, input),
  }
}

type Opened = BrowserContextOptions & { readonly browser: Browser; readonly role?: 'admin' | 'moderator'; readonly at?: string }

/** The dashboard of a room, at one of its places, as an admin unless said. */
export async function openDashboard(t: TestContext, room: Room, { browser, role = 'admin', at = '', ...options }: Opened) {
  const { page, faults } = await openPage(t, {
    browser,
    origin: room.url,
    viewport: { width: 1280, height: 900 },
    locale: 'en-GB',
    ...options,
  })
  const ready = listening(page)
  await page.goto(`${room.url}/#key=${room.keys[role]}`)
  await ready
  if (at) await goTo(page, at)
  return { page, faults }
}

/** Goes to a place of the dashboard without loading it anew. */
export async function goTo(page: Page, place: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(`#/${place}`)}`)
}

/** Opens what finds anything, and types once it listens. */
export async function find(page: Page, typed: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.locator('.palette input:focus').waitFor()
  await page.keyboard.type(typed)
}
