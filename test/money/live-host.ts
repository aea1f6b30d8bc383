import type { HostOptions } from '../../core/host.ts'
import type { SourceDoor } from '../../core/ingest/source.ts'
import { type Ending, startHost } from '../support/host.ts'

type Answered = { readonly status: number; readonly body: Record<string, unknown>; readonly headers: Headers }

/** A host without plugins, a way to ask it as any role, and a door for events as of a platform. */
export async function liveHost(t: After, options: Partial<HostOptions> = {}) {
  let door: SourceDoor | undefined
  const host = await startHost(t as Ending, {
    pluginRoots: [],
    ...options,
    createSource(given) {
      door = given
      return undefined
    },
  })

  async function ask(method: string, path: string, body?: unknown, { role = 'admin', headers = {} }: Asking = {}): Promise<Answered> {
    const response = await fetch(new URL(path, host.url), {
      method,
      headers: {
        authorization: `Bearer ${host.keys[role]}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : { text } }
  }

  return {
    ...host,
    ask,
    /** The platform's way in. */
    live: () => {
      if (!door) throw new TypeError('The host has made no source')
      return door
    },
  }
}

/** A test, or all of a file's; the hooks of both are called with a function. */
type After = { after(callback: () => Promise<void>): void }

type Asking = { readonly role?: 'admin' | 'moderator' | 'game' | 'overlay'; readonly headers?: Record<string, string> }

/** Somebody, as a platform names people. */
export const user = (userId: string, displayName = `Viewer ${userId}`) => ({ userId, uniqueId: userId, displayName })
