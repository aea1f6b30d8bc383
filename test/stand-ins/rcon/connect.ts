import { once } from 'node:events'
import { connect } from 'node:net'

/** What core/kit/rcon needs of Deno.connect, by Node: plugins have the sandbox's. */
export async function connectByNode({ hostname = '127.0.0.1', port }: Deno.ConnectOptions) {
  const socket = connect({ host: hostname, port, noDelay: true })
  await once(socket, 'connect')
  const chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  let rest: Uint8Array = new Uint8Array(0)
  return {
    async read(into: Uint8Array): Promise<number | null> {
      if (rest.length === 0) {
        const { value, done } = await chunks.next()
        if (done) return null
        rest = value
      }
      const part = rest.subarray(0, into.length)
      into.set(part)
      rest = rest.subarray(part.length)
      return part.length
    },
    write: (bytes: Uint8Array) =>
      new Promise<number>((resolve, reject) => socket.write(bytes, (error) => (error ? reject(error) : resolve(bytes.length)))),
    close: () => void socket.destroy(),
  }
}
