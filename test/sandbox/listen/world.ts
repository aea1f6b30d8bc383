import { connect, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { createHandles } from '../../../core/sandbox/broker/handles.ts'
import { createNetPowers } from '../../../core/sandbox/broker/net.ts'
import type { Asker, Grants } from '../../../core/sandbox/broker/power.ts'
import type { Method, Powers, ServedRequest } from '../../../core/sandbox/powers.ts'

type Answer<M extends Method> = { readonly value: Powers[M]['value']; readonly bytes?: Uint8Array }
export type Listening = ReturnType<ReturnType<typeof createWorld>['plugin']>

/** Plugins that share the powers over the network of one core. */
export function createWorld(t: TestContext, parts: Parameters<typeof createNetPowers>[0] = {}) {
  const powers = createNetPowers(parts)
  return {
    plugin(name: string, grants: Grants) {
      const handles = createHandles()
      const used: string[] = []
      const asker: Asker = {
        plugin: name,
        grants: () => grants,
        folder: '/nowhere',
        packages: '/nowhere',
        handles,
        used: (power, what) => void used.push(`${power} ${what}`),
      }
      t.after(handles.closeAll)
      async function call<M extends Method>(method: M, args: readonly unknown[], bytes?: Uint8Array) {
        const answer = await powers[method]?.(asker, args, bytes)
        // The answers of the table are those of its contract.
        return answer as Answer<M>
      }
      return {
        used,
        call,
        end: handles.closeAll,
        /** Serves at any port; answers its handle and the port. */
        async serve(more: Readonly<Record<string, unknown>> = {}) {
          const { value } = await call('serve.open', [{ hostname: '127.0.0.1', port: 0, ...more }])
          return { id: value.id, port: value.addr.port }
        },
        /** The next request of a server. */
        async next(id: number): Promise<ServedRequest> {
          const { value } = await call('serve.next', [id])
          if (!value) throw new Error('The server was closed')
          return value
        },
        /** Answers it with text. */
        answer: (request: number, text: string, more: Readonly<Record<string, unknown>> = {}) =>
          call('serve.answer', [request, { status: 200, statusText: '', headers: [], hasBody: false, ...more }], Buffer.from(text)),
      }
    },
  }
}

/** A connection that says exactly this, and all that came back when the other side closed it or `until` was in it. */
export function say(t: TestContext, port: number, text: string): { readonly socket: Socket; until(what?: string): Promise<string> } {
  const socket = connect({ host: '127.0.0.1', port })
  t.after(() => socket.destroy())
  let heard = ''
  let check = () => {}
  socket.setEncoding('latin1')
  socket.on('data', (part) => {
    heard += part
    check()
  })
  socket.on('error', () => {})
  socket.write(text)
  return {
    socket,
    until: (what) =>
      new Promise((resolve) => {
        check = () => {
          if (socket.closed || (what !== undefined && heard.includes(what))) resolve(heard)
        }
        socket.on('close', check)
        check()
      }),
  }
}

/** The lines of a request, with what its headers have to be unless told. */
export function request(line: string, headers: Readonly<Record<string, string>> = {}, body = ''): string {
  const all = { Host: '127.0.0.1', Connection: 'close', ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return [`${line} HTTP/1.1`, ...lines, '', body].join('\r\n')
}
