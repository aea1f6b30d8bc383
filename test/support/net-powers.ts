import { connect } from 'node:net'
import { createHandles } from '../../core/sandbox/broker/handles.ts'
import type { Dial } from '../../core/sandbox/broker/net/door.ts'
import { createNetPowers } from '../../core/sandbox/broker/net.ts'
import type { Answer, Asker, Handles, PowerTable } from '../../core/sandbox/broker/power.ts'
import type { Method, Powers } from '../../core/sandbox/powers.ts'

/** An address of the internet. What the powers dial there ends up on loopback, at the same port. */
export const PUBLIC = '93.184.216.34'

type Value<M extends Method> = Powers[M]['value']

export type NetPlugin = {
  /** Asks as the plugin; `bytes` of the answer are under that name. */
  call<M extends Method>(
    method: M,
    args: readonly unknown[],
    bytes?: Uint8Array,
  ): Promise<{ readonly value: Value<M>; readonly bytes?: Uint8Array }>
  readonly used: readonly string[]
  /** What was dialled, as `address:port`. */
  readonly dialled: readonly string[]
  /** Names that were looked up, each time. */
  readonly lookedUp: readonly string[]
  readonly handles: Handles
  end(): void
}

/** A plugin with these grants, in a world with these names; a list of lists answers one after the other. */
export function createNetPlugin({
  net,
  names = {},
  ...parts
}: {
  readonly net: readonly string[] | (() => readonly string[])
  readonly names?: Readonly<Record<string, readonly string[] | { readonly turns: readonly (readonly string[])[] }>>
} & Omit<NonNullable<Parameters<typeof createNetPowers>[0]>, 'lookup' | 'dial'>): NetPlugin {
  const used: string[] = []
  const dialled: string[] = []
  const lookedUp: string[] = []
  const handles = createHandles()

  async function lookup(hostname: string) {
    const turn = lookedUp.filter((name) => name === hostname).length
    lookedUp.push(hostname)
    const known = names[hostname]
    if (!known) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' })
    return 'turns' in known ? (known.turns[Math.min(turn, known.turns.length - 1)] ?? []) : known
  }

  const dial: Dial = ({ addresses, port, allowHalfOpen }) => {
    dialled.push(`${addresses.join('|')}:${port}`)
    return connect({ host: addresses[0] === '::1' ? '::1' : '127.0.0.1', port, allowHalfOpen })
  }

  const powers: PowerTable = createNetPowers({ lookup, dial, ...parts })
  const asker: Asker = {
    plugin: 'tester',
    grants: () => ({ net: [...(typeof net === 'function' ? net() : net)] }),
    folder: '/nowhere',
    packages: '/nowhere',
    handles,
    used: (power, what) => void used.push(`${power} ${what}`),
  }

  return {
    used,
    dialled,
    lookedUp,
    handles,
    end: () => handles.closeAll(),
    async call<M extends Method>(method: M, args: readonly unknown[], bytes?: Uint8Array) {
      const power = powers[method]
      if (!power) throw new Error(`No power ${method}`)
      const answer: Answer = await power(asker, args, bytes)
      // The answers of the table are those of its contract; that is what these tests are about.
      return answer as { value: Value<M>; bytes?: Uint8Array }
    },
  }
}

/** A whole fetch with its body as text, as the guest does it. */
export async function fetchText(
  plugin: NetPlugin,
  url: string,
  how: {
    readonly method?: string
    readonly headers?: readonly (readonly [string, string])[]
    readonly redirect?: string
    readonly body?: readonly string[]
  } = {},
) {
  const { method = 'GET', headers = [], redirect = 'follow', body } = how
  const { value } = await plugin.call('fetch.open', [{ url, method, headers, redirect, hasBody: body !== undefined }])
  for (const part of body ?? []) await plugin.call('fetch.write', [value.id], Buffer.from(part))
  if (body) await plugin.call('fetch.endBody', [value.id])
  const { value: response } = await plugin.call('fetch.response', [value.id])
  const parts = response.isEmpty ? [] : await readAll(plugin, value.id)
  return { ...response, text: Buffer.concat(parts).toString() }
}

/** Begins a fetch; answers its handle. */
export async function opened(
  plugin: NetPlugin,
  url: string,
  how: { readonly method?: string; readonly headers?: readonly (readonly [string, string])[]; readonly hasBody?: boolean } = {},
): Promise<number> {
  const request = { url, method: 'GET', headers: [], redirect: 'follow', hasBody: false, ...how }
  return (await plugin.call('fetch.open', [request])).value.id
}

/** The rest of a body, in its parts. */
export async function readAll(plugin: NetPlugin, id: number): Promise<readonly Uint8Array[]> {
  const parts: Uint8Array[] = []
  for (;;) {
    const { bytes } = await plugin.call('fetch.read', [id])
    if (!bytes) return parts
    parts.push(bytes)
  }
}

/** What something rejects with, as `Name: message`. */
export async function failureOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'no failure',
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
  )
}
