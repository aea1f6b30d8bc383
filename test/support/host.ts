import { join } from 'node:path'
import { WebSocket } from 'ws'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import { createHost, type HostOptions } from '../../core/host.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'
import { createFolder } from './folder.ts'
import { ROOT } from './root.ts'

type Answer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> }

/** Whatever ends: a test, or several. */
export type Ending = { readonly after: (end: () => unknown) => void }

/** A whole host on a free port, with a data folder of its own. Ends with the test. */
export async function startHost(t: Ending, options: Partial<HostOptions> = {}) {
  const events: UnifiedEvent[] = []
  const said: string[] = []
  const { changed, until } = createWaiters()
  const host = await createHost({
    root: ROOT,
    version: '0.1.0',
    dataDir: options.dataDir ?? createFolder(),
    pluginRoots: [join(ROOT, 'plugins')],
    address: { port: 0, allowRemote: false },
    clock: systemClock,
    random: Math.random,
    log: createLog({ level: 'silent' }),
    say: (sentence) => said.push(sentence),
    onEvents(accepted) {
      events.push(...accepted)
      changed()
    },
    createSource: () => undefined,
    ...options,
  })
  await host.loaded()
  let isStopped = false
  const stop = async (drainMs = 5000) => {
    if (isStopped) return
    isStopped = true
    await host.stop(drainMs)
  }
  t.after(() => stop(0))

  /** Resolves when the accepted events satisfy the condition. */
  const untilEvents = (condition: (events: readonly UnifiedEvent[]) => boolean) => until(() => condition(events))
  /** What the API answers, `{}` for nothing; asked with the operator's key unless another is given, and with none for ''. */
  async function ask(method: string, path: string, body?: unknown, key = host.keys.admin): Promise<Answer> {
    const headers = { ...(key && { authorization: `Bearer ${key}` }), 'content-type': 'application/json' }
    const response = await fetch(host.url + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
    const text = await response.text()
    return { status: response.status, body: Object(text === '' ? {} : JSON.parse(text)) }
  }
  return { ...host, ask, stop, events, said, until: untilEvents }
}

/** A socket that collects messages; `until` waits for what was received. */
export async function openSocket(t: Ending, url: string, { key, subscribe }: { key: string; subscribe: Record<string, unknown> }) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { headers: { authorization: `Bearer ${key}` } })
  const messages: Record<string, unknown>[] = []
  const { changed, until } = createWaiters()
  socket.on('message', (data) => {
    messages.push(JSON.parse(String(data)))
    changed()
  })
  t.after(() => socket.terminate())
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  socket.send(JSON.stringify({ type: 'subscribe', ...subscribe }))
  return { socket, messages, until }
}
