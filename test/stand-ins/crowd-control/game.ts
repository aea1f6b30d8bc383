import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'
import { createWaiters } from '../../../scripts/fake-tiktok/waiters.ts'
import { problemsOf, type Request } from './request.ts'

type Answer = { readonly status: number | string; readonly timeRemaining?: number; readonly message?: string }

/** What the game makes of an effect; undefined answers nothing. By its code, and how often it was asked for. */
const EFFECTS: Readonly<Record<string, (request: Request, times: number) => Answer | undefined>> = {
  spawn_chicken: () => ({ status: 0 }),
  invert_controls: ({ duration = 1000 }) => ({ status: 0, timeRemaining: duration }),
  boss: (_request, times) => (times === 1 ? { status: 3, timeRemaining: 1000, message: 'In a menu' } : { status: 0 }),
  in_words: () => ({ status: 'success' }),
  wait_for_it: () => ({ status: 9, timeRemaining: 5000 }),
  forbidden: () => ({ status: 1, message: 'Not in this room' }),
  removed: () => ({ status: 2 }),
  silent: () => undefined,
}

/** A game that speaks SimpleTCP: it comes to a port, or listens at one. `password` makes it ask for that first. */
export async function createGame({ port, password }: { readonly port?: number; readonly password?: string }) {
  const { changed, until } = createWaiters()
  const requests: Request[] = []
  const problems: string[] = []
  const texts: string[] = []
  let socket: Socket | undefined
  let isIn = password === undefined

  const says = (message: object) => void socket?.write(`${JSON.stringify(message)}\0`)

  function hear(text: string) {
    texts.push(text)
    const request = JSON.parse(text) as Request
    problems.push(...problemsOf(request))
    if (request.type === 0xf0) {
      isIn = request.message === password
      says({ id: 0, type: isIn ? 0xf1 : 0xfe, message: 'Wrong password' })
    } else if (isIn) {
      requests.push(request)
      const times = requests.filter(({ code }) => code === request.code).length
      const answer = EFFECTS[request.code ?? '']?.(request, times)
      if (answer) says({ id: request.id, type: 0, ...answer })
    }
    changed()
  }

  function play(connection: Socket) {
    socket = connection
    let left = ''
    connection.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (left + chunk).split('\0')
      left = parts.pop() ?? ''
      parts.forEach(hear)
    })
    connection.on('close', changed).on('error', changed)
    if (password !== undefined) says({ id: 0, type: 0xf0 })
    changed()
  }

  const server = createServer(play)
  if (port === undefined) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  else play(await connected(port))

  return {
    requests,
    problems,
    texts,
    says,
    /** Of a game that listens. */
    port: () => (server.address() as AddressInfo).port,
    until,
    isConnected: () => socket !== undefined && !socket.destroyed,
    /** Hangs up; a game that listens stays there. */
    hangUp: () => socket?.destroy(),
    stop() {
      socket?.destroy()
      server.close()
    },
  }
}

/** Games try again until Crowd Control is there; so does this one. */
async function connected(port: number): Promise<Socket> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const isThere = await new Promise<boolean>((resolve) => socket.once('connect', () => resolve(true)).once('error', () => resolve(false)))
    if (isThere) return socket
    await new Promise((resolve) => setImmediate(resolve))
  }
}
