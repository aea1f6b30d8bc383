import type { ServedAnswer, ServedRequest } from '../../powers.ts'
import type { Aborts, WebAbortSignal } from './abort.ts'
import type { Bodies } from './body.ts'
import { type Content, pullOf } from './body-content.ts'
import type { Pull } from './byte-stream.ts'
import type { HeadersClass } from './headers.ts'
import type { Requests } from './request.ts'
import type { Responses } from './response.ts'
import type { createWebSocket } from './web-socket.ts'

export type Serving = ReturnType<typeof createServing>
/** A response taken apart: the body is bytes where they are known, else parts that come. */
export type Taken = { readonly head: Omit<ServedAnswer, 'hasBody'>; readonly bytes?: Uint8Array; readonly pull?: Pull }

type Parts = Pick<Bodies, 'take'> &
  Pick<HeadersClass, 'Headers' | 'pairsOf' | 'seal'> &
  Pick<Requests, 'receive'> &
  Pick<Responses, 'Response' | 'respond'> &
  Pick<ReturnType<typeof createWebSocket>, 'accept'> &
  Pick<Aborts, 'AbortController'>

/** The web's classes from the other side: requests that came, and responses that go out. */
export function createServing({ take, Headers, pairsOf, seal, receive, Response, respond, accept, AbortController }: Parts) {
  return {
    /** `gone` is asked once, when somebody looks at the signal; it aborts when the answer is true. */
    requestOf(
      { url, method, headers: given }: ServedRequest,
      { pull, gone }: { readonly pull?: Pull; readonly gone: () => Promise<boolean> },
    ) {
      const headers = new Headers(given.map(([name, value]) => [name, value]))
      seal(headers)
      let signal: WebAbortSignal | undefined
      const content: Content | null = pull ? { kind: 'pull', pull } : null
      return receive({ url, method, signal: () => (signal ??= signalOf(gone)) }, headers, content)
    },
    /** Throws TypeError for what is no Response, or one that was read. */
    taken(response: unknown): Taken {
      if (!(response instanceof Response))
        throw new TypeError('Return value from serve handler must be a response or a promise resolving to a response')
      const content = take(response)
      const { status, statusText } = response
      const head = { status, statusText, headers: pairsOf(response.headers) }
      if (!content) return { head }
      return content.kind === 'bytes' ? { head, bytes: content.bytes } : { head, pull: pullOf(content) }
    },
    /** What a handler answers to have its request become a WebSocket. */
    switching: () => respond({ url: '', status: 101, statusText: 'Switching Protocols', redirected: false }, new Headers(), null),
    accept,
  }

  function signalOf(gone: () => Promise<boolean>): WebAbortSignal {
    const controller = new AbortController()
    void gone().then((isGone) => {
      if (isGone) controller.abort()
    })
    return controller.signal
  }
}
