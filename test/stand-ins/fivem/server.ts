import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { createContext, runInContext } from 'node:vm'
import { createWaiters } from '../../../scripts/fake-tiktok/waiters.ts'
import { bodyOf } from '../../support/web-server.ts'

const SCRIPT = new URL('../../../plugins/fivem/resource/showrunner/server.js', import.meta.url)

type Request = {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  setDataHandler(handler: (body: string) => void): void
}
type Response = { writeHead(status: number, headers?: Readonly<Record<string, string>>): void; send(body?: string): void }
type Handler = (request: Request, response: Response) => void

/** What the resource told other resources. */
export type Emitted = { readonly name: string; readonly data: unknown }

/** A game server with the shipped resource in it; answers where it listens and what was emitted. */
export async function startFivem(t: { after(end: () => void): void }, { token = 'a token of the tests', port = 0 } = {}) {
  const emitted: Emitted[] = []
  const said: string[] = []
  const { changed, until } = createWaiters()
  const handler = await runResource({
    GetConvar: (name: string, otherwise: string) => (name === 'showrunner_token' ? token : otherwise),
    emit(name: string, data: unknown) {
      // Of this realm, for comparisons.
      emitted.push({ name, data: structuredClone(data) })
      changed()
    },
    console: { log: (sentence: string) => said.push(sentence) },
  })
  const server = createServer((request, response) => answer(request, { response, handler }))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  // It listens on a port.
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return { address, emitted, said, until: (enough: () => boolean) => until(enough), close: () => server.closeAllConnections() }
}

async function runResource(functions: Readonly<Record<string, unknown>>): Promise<Handler> {
  let handler: Handler | undefined
  const SetHttpHandler = (given: Handler) => {
    handler = given
  }
  const context = createContext({ ...functions, SetHttpHandler, require: createRequire(import.meta.url) })
  runInContext(await readFile(SCRIPT, 'utf8'), context, { filename: 'server.js' })
  if (!handler) throw new Error('The resource has set no handler')
  return handler
}

function answer(incoming: IncomingMessage, { response, handler }: { response: ServerResponse; handler: Handler }) {
  const [, resource, ...rest] = (incoming.url ?? '').split('/')
  if (resource !== 'showrunner') return void response.writeHead(404).end()
  const names = incoming.rawHeaders.filter((_, at) => at % 2 === 0)
  const values = incoming.rawHeaders.filter((_, at) => at % 2 === 1)
  handler(
    {
      method: incoming.method ?? 'GET',
      path: `/${rest.join('/')}`,
      headers: Object.fromEntries(names.map((name, at) => [name, values[at] ?? ''])),
      setDataHandler: (take) => void bodyOf(incoming).then(take),
    },
    { writeHead: (status, headers) => response.writeHead(status, headers), send: (body) => response.end(body) },
  )
}
