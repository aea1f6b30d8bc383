import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocketServer } from 'ws'
import { giftDraft } from './drafts.ts'
import { latency, latencyOf } from './figures.ts'
import { ROOT, startBenchHost } from './host.ts'

const WARM_UP = 20
const GIFTS = 200

/** A game that listens; `onGift` is called when a gift is there. */
type Game = { readonly port: number; readonly stop: () => void }
type StartGame = (onGift: () => void) => Promise<Game>

/** Which settings of generic-game lead to it. */
const GAMES: Readonly<Record<string, readonly [door: string, start: StartGame]>> = {
  WebSocket: ['websocket-client', startWebSocketGame],
  TCP: ['tcp-client', startTcpGame],
  HTTP: ['http', startHttpGame],
}

/** From a gift to the game that hears of it, for each way that generic-game goes. */
export async function runGames({ say }: { readonly say: (line: string) => void }) {
  const figures: Record<string, unknown> = {}
  for (const [name, [door, start]] of Object.entries(GAMES)) {
    const wire = latencyOf(await measure(door, start))
    const [p50, p99, max] = latency(wire)
    say(`gift → game by ${name}: p50 ${p50} ms, p99 ${p99} ms, longest ${max} ms`)
    figures[name] = wire
  }
  return figures
}

async function measure(door: string, start: StartGame): Promise<readonly number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'showrunner-games-'))
  let heard = () => {}
  const game = await start(() => heard())
  const settings = { door, address: `127.0.0.1:${game.port}` }
  await mkdir(join(folder, 'data'))
  await writeFile(
    join(folder, 'data/settings.json'),
    JSON.stringify({ schemaVersion: '1', plugins: { 'generic-game': { enabled: true, settings } } }),
  )
  const host = await startBenchHost({ folder, pluginRoots: [join(ROOT, 'plugins')], only: ['generic-game'] })
  const times: number[] = []
  try {
    for (let number = 1; number <= WARM_UP + GIFTS; number += 1) {
      const there = new Promise<void>((resolve) => {
        heard = resolve
      })
      const from = performance.now()
      host.ingest([giftDraft(number, Date.now())])
      await there
      if (number > WARM_UP) times.push(performance.now() - from)
    }
    return times
  } finally {
    await host.stop(0)
    game.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function startWebSocketGame(onGift: () => void): Promise<Game> {
  const http = createHttpServer()
  new WebSocketServer({ server: http }).on('connection', (socket) => socket.on('message', onGift))
  return listening(http)
}

async function startTcpGame(onGift: () => void): Promise<Game> {
  return listening(createServer((socket) => socket.on('data', onGift).on('error', () => {})))
}

async function startHttpGame(onGift: () => void): Promise<Game> {
  const answer = createHttpServer((request, response) => {
    request.resume()
    response.end('ok')
    onGift()
  })
  return listening(answer)
}

async function listening(server: Server): Promise<Game> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // It listens on a port.
  return { port: (server.address() as AddressInfo).port, stop: () => server.close() }
}
