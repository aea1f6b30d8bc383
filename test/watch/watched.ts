import type { TestContext } from 'node:test'
import { createLog } from '../../core/base/log.ts'
import { createLogTail } from '../../core/base/log-tail.ts'
import type { HostOptions } from '../../core/host.ts'
import { type Ending, startHost } from '../support/host.ts'

/** A host whose log is kept, and what asks it as an operator. */
export async function startWatched(t: TestContext & Ending, options: Partial<HostOptions> = {}) {
  const lines: string[] = []
  const logTail = createLogTail()
  const log = createLog({ level: 'info', write: (line) => lines.push(line), sinks: [logTail.sink] })
  const host = await startHost(t, { log, logTail, ...options })
  const headers = { authorization: `Bearer ${host.keys.admin}` }
  const get = (path: string) => fetch(host.url + path, { headers })
  return {
    ...host,
    log,
    lines,
    get,
    json: async (path: string) => (await get(path)).json() as Promise<Record<string, unknown>>,
    send: (method: string, path: string, body: unknown) =>
      fetch(host.url + path, { method, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }
}

export type Watched = Awaited<ReturnType<typeof startWatched>>
