import { AuthError, RetryError } from '#sdk/failures'

export type Answer = { readonly status: number; readonly body: unknown }

export type AriHttp = ReturnType<typeof createAriHttp>

type Parts = { readonly url: string; readonly user: string; readonly password: string; readonly fetch?: typeof globalThis.fetch }

const WITHIN_MS = 10_000
/** ARI answers shorter than this, or it is something else that answers. */
const MAX_CHARS = 256 * 1024

/** Asterisk's REST interface. Rejects with RetryError when nobody answers, and with AuthError when it does not know the user. */
export function createAriHttp({ url, user, password, fetch = globalThis.fetch }: Parts) {
  const authorization = `Basic ${btoa(`${user}:${password}`)}`
  return {
    /** As a WebSocket wants it, which has no headers of its own. */
    eventsUrl: (app: string) => `${url.replace(/^http/, 'ws')}/ari/events?${new URLSearchParams({ app, api_key: `${user}:${password}` })}`,
    async ask(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<Answer> {
      const response = await fetch(`${url}/ari${path}`, {
        ...{
          method,
          redirect: 'error',
          signal: AbortSignal.timeout(WITHIN_MS),
          headers: { authorization, 'content-type': 'application/json' },
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }).catch((error: unknown) => {
        if (Object(error).name === 'NotCapable') throw error
        throw new RetryError(`No Asterisk answers at ${url}; start it, and switch ARI on in its http.conf and ari.conf`)
      })
      if (response.status === 401 || response.status === 403)
        throw new AuthError('Asterisk refused the user or the password; they are in its ari.conf')
      return { status: response.status, body: read((await response.text()).slice(0, MAX_CHARS)) }
    },
  }
}

function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
