import type { TestContext } from 'node:test'
import { type Clock, systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import { openAudit } from '../../core/desks/audit/audit.ts'
import { openAccess } from '../../core/serve/access/access.ts'
import { loadKeys } from '../../core/serve/keys.ts'
import type { Limits } from '../../core/serve/limits.ts'
import type { ServeParts } from '../../core/serve/serve.ts'
import { serve } from '../serve/served.ts'
import { createFolder } from '../support/folder.ts'

type Options = {
  readonly dataDir?: string
  readonly clock?: Clock
  readonly limits?: Partial<Limits>
  readonly parts?: Partial<ServeParts>
  readonly sso?: Parameters<typeof openAccess>[0]['sso']
}

/** What is asked of the server, beside method and path. */
type Asked = {
  readonly key?: string
  readonly cookie?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** The real server with real keys, tokens, sessions and audit in a data folder. */
export async function openSigned(t: TestContext, { dataDir = createFolder(), clock = systemClock, limits, parts, sso }: Options = {}) {
  const said: string[] = []
  const log = createLog({ level: 'silent' })
  const audit = await openAudit({ dataDir, clock: systemClock, log, say: (sentence) => said.push(sentence) })
  t.after(audit.stop)
  const ring = await loadKeys(dataDir)
  const access = await openAccess({ dataDir, ring, audit: audit.note, clock, log, ...(sso && { sso }) })
  const served = await serve(t, { clock, ...(limits && { limits }), parts: { access, audit, ...parts } })
  const { url } = served.server

  async function ask(method: string, path: string, { key, cookie, body, headers }: Asked = {}) {
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(cookie !== undefined && { cookie, origin: url }),
        ...(method !== 'GET' && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
    })
    const text = await response.text()
    return { status: response.status, body: Object(text ? JSON.parse(text) : {}), cookie: response.headers.get('set-cookie') ?? '' }
  }

  async function stop() {
    await served.server.stop()
    await access.stop()
    await audit.stop()
  }
  t.after(stop)

  /** What a browser sends back after it signed in with this. */
  async function signIn(sent: { readonly code?: string; readonly key?: string; readonly browser?: string }) {
    const answer = await ask('POST', '/api/login', { body: sent })
    return { ...answer, cookie: answer.cookie.split(';')[0] ?? '' }
  }

  async function linkCode() {
    const { url: link } = await access.loginLink({ url, reach: 'this-machine' }, { id: 'host', name: '', role: 'none', peer: '' })
    return new URL(link).hash.slice('#code='.length)
  }

  return { ...served, ...{ dataDir, url, said, ask, signIn, linkCode, access, audit, ring, stop }, keys: ring.keys() }
}

export type Opened = Awaited<ReturnType<typeof openSigned>>
