import assert from 'node:assert/strict'
import { readdirSync, readlinkSync } from 'node:fs'
import { homedir } from 'node:os'
import { after, before, type TestContext, test } from 'node:test'
import type { HostOptions } from '../../core/host.ts'
import type { RoleMatrix } from '../../schemas/types.ts'
import { exchange, head as headOf, statusOf } from '../serve/wire.ts'
import { createFolder } from '../support/folder.ts'
import { startHost } from '../support/host.ts'
import { ROOT } from '../support/root.ts'

type Headers = Record<string, string | null>
type Line = RoleMatrix['routes'][number]

/** How a case may bend the general rules: `refuses` when it is refused, `isAudited` when that is in the audit too, `changes` when it may change something. */
type Rules = { readonly refuses?: boolean; readonly isAudited?: boolean; readonly changes?: boolean; readonly timeout?: number }

const HEALTH_MS = 250
/** Sockets that may be left of a case, of this process and so of both ends. */
const SOCKETS_LEFT = 5
const LOOKS = 5

/** A whole running host, for all attacks of a file; whatever it answered is remembered for the general rules. */
export function createTarget(options: Partial<HostOptions> = {}) {
  const dataDir = createFolder()
  const endings: (() => Promise<unknown> | unknown)[] = []
  let host: Awaited<ReturnType<typeof startHost>>
  let answers: string[] = []

  before(async () => {
    host = await startHost({ after: (end: unknown) => endings.push(end as () => void) } as Pick<TestContext, 'after'>, {
      ...{ dataDir, pluginRoots: [] },
      ...options,
    })
  })
  after(async () => {
    for (const end of endings.reverse()) await end()
  })

  const address = () => ({ host: new URL(host.url).host, port: Number(new URL(host.url).port) })
  const bearer = (role: keyof typeof host.keys) => ({ Authorization: `Bearer ${host.keys[role]}` })

  /** Sends bytes as they are; the whole answer. */
  async function send(bytes: string | Buffer): Promise<string> {
    const answer = await exchange(address().port, bytes)
    answers.push(answer)
    return answer
  }

  /** The whole answer to a request given by its first line and headers. */
  function request(line: string, headers: Headers = {}, body = ''): Promise<string> {
    const bytes = Buffer.from(body)
    const length = bytes.length > 0 && { 'Content-Length': String(bytes.length) }
    return send(headOf(address(), line, { ...length, ...headers }) + bytes.toString('latin1'))
  }

  /** The JSON of a request by the admin. */
  async function read(path: string): Promise<Record<string, unknown>> {
    const answer = await exchange(address().port, headOf(address(), `GET ${path}`, bearer('admin')))
    return bodyOf(answer)
  }

  const target = {
    host: () => host,
    dataDir,
    address,
    bearer,
    send,
    request,
    ask: async (line: string, headers?: Headers, body?: string) => statusOf(await request(line, headers, body)),
    read,
    head: (line: string, headers: Headers = {}) => headOf(address(), line, headers),
    /** Every route that the host publishes, with its parameters filled in. */
    routes: async (): Promise<readonly Line[]> => ((await read('/api/roles')) as unknown as RoleMatrix).routes.map(filled),
    refused: () => Object(host.status().refused) as Readonly<Record<string, number>>,
    /** Remembers what came another way. */
    note: (answer: string) => void answers.push(answer),
  }

  /** What an attack may not change. */
  async function stateOf() {
    const read = async (path: string) => still(await target.read(path))
    const [tokens, settings, sessions, plugins] = await Promise.all(
      ['/api/tokens', '/api/settings', '/api/sessions', '/api/plugins'].map(read),
    )
    return { events: host.events.length, tokens, settings, sessions, plugins }
  }

  /** A test that makes an attack, and then looks whether the general rules held. */
  function attack(name: string, rules: Rules, run: (target: Target, t: TestContext) => Promise<void>): void {
    test(name, { timeout: rules.timeout ?? 60_000 }, async (t) => {
      answers = []
      const [before, refused, sockets] = [await stateOf(), sum(target.refused()), openSockets()]
      await run(target, t)
      assert.ok(await isQuick(), `health answers within ${HEALTH_MS} ms`)
      for (const answer of answers) assert.equal(leakIn(answer, host.keys, dataDir), undefined)
      if (rules.refuses) assert.ok(sum(target.refused()) > refused, 'refusals are counted')
      if (!rules.changes) assert.deepEqual(await stateOf(), before)
      if (rules.isAudited) assert.ok(await isInAudit(), 'the refusal is in the audit')
      assert.deepEqual(Object.keys(Object.prototype), [])
      // A test that ends by its time limit says that they never went.
      while (openSockets() > sockets + SOCKETS_LEFT) await read('/health')
    })
  }

  async function isQuick(): Promise<boolean> {
    for (let look = 0; look < LOOKS; look += 1) {
      const startedAt = performance.now()
      const status = statusOf(await exchange(address().port, headOf(address(), 'GET /health')))
      if (status === 200 && performance.now() - startedAt <= HEALTH_MS) return true
    }
    return false
  }

  async function isInAudit(): Promise<boolean> {
    const { entries, intact } = (await read('/api/audit?what=access.refused')) as { entries: readonly unknown[]; intact: boolean }
    return intact && entries.length > 0
  }

  return { attack, target }
}

export type Target = ReturnType<typeof createTarget>['target']

/** The JSON after the head of an answer. */
export function bodyOf(answer: string): Record<string, unknown> {
  const [head = '', body = ''] = [answer.slice(0, answer.indexOf('\r\n\r\n')), answer.slice(answer.indexOf('\r\n\r\n') + 4)]
  const text = /transfer-encoding: chunked/i.test(head) ? body.replaceAll(/(^|\r\n)[0-9a-f]+\r\n/gi, '').replace(/\r\n$/, '') : body
  return Object(JSON.parse(Buffer.from(text, 'latin1').toString('utf8')))
}

function filled({ path, ...line }: Line): Line {
  return { ...line, path: path.replaceAll(/\{\w+\}|:\w+(\{[^}]*\})?/g, 'nothing') }
}

/** Without what goes on by itself: whoever looks is seen to look, and a session lasts. */
function still(state: Record<string, unknown>): unknown {
  return JSON.parse(JSON.stringify(state, (key, value) => (['lastUsedAt', 'durationMs'].includes(key) ? undefined : value)))
}

function leakIn(answer: string, keys: Readonly<Record<string, string>>, dataDir: string): string | undefined {
  const found = [ROOT, dataDir, homedir(), ...Object.values(keys)].filter((text) => text.length > 2).find((text) => answer.includes(text))
  if (found !== undefined) return found
  return /\bat [^\n]*\.(ts|js|mjs|cjs):\d+|\b(SELECT|INSERT|UPDATE|DELETE)\b[^\n]*\b(FROM|INTO|SET|WHERE)\b/.exec(answer)?.[0]
}

function openSockets(): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith('socket:')
    } catch {
      return false
    }
  }).length
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((all, count) => all + count, 0)
}
