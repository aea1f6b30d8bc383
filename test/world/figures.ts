import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { WebSocket } from 'ws'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'
import { createGame } from '../stand-ins/crowd-control/game.ts'
import { startFivem } from '../stand-ins/fivem/server.ts'
import { startGame } from '../stand-ins/gmod/game.ts'
import { source, vanilla } from '../stand-ins/rcon/kinds.ts'
import { startRconServer } from '../stand-ins/rcon/server.ts'
import { startServerTap } from '../stand-ins/servertap/server.ts'
import { createEnding } from '../support/ending.ts'
import { freePort } from '../support/free-port.ts'
import { startLuanti } from '../support/luanti-server.ts'
import { serveHttp } from '../support/web-server.ts'
import { startWorld } from '../support/world.ts'

// Prints how long a gift takes from the socket of the loopback TikTok to each target, over a whole host: npm run bench -- world

type World = Awaited<ReturnType<typeof startWorld>>
/** What hears of gifts, and how often it did. */
type Peer = { readonly world: World; readonly count: () => number; readonly until: (isSo: () => boolean) => Promise<unknown> }
type Ending = ReturnType<typeof createEnding>

const GAP_MS = 25
const { values } = parseArgs({ options: { gifts: { type: 'string', default: '100' }, 'warm-up': { type: 'string', default: '20' } } })
const [gifts, warmUp] = [Number(values.gifts), Number(values['warm-up'])]

const TARGETS: Readonly<Record<string, (t: Ending) => Promise<Peer>>> = {
  async 'minecraft, RCON'(t) {
    const server = await startRconServer(t, { kind: vanilla })
    const world = await startWorld(t, 'minecraft', { address: server.address, commandsPerSecond: 50 }, { password: 'hunter2' })
    return { world, count: () => server.commands.length, until: server.until }
  },
  async 'minecraft, ServerTap'(t) {
    const tap = await startServerTap(t)
    const settings = { door: 'servertap', address: tap.address, commandsPerSecond: 50 }
    return { world: await startWorld(t, 'minecraft', settings, { key: 'change_me' }), count: () => tap.asked.length, until: tap.until }
  },
  async 'source-rcon'(t) {
    const server = await startRconServer(t, { kind: source })
    const world = await startWorld(t, 'source-rcon', { address: server.address, commandsPerSecond: 50 }, { password: 'hunter2' })
    return { world, count: () => server.commands.length, until: server.until }
  },
  async 'gmod, WebSocket'(t) {
    const world = await startWorld(t, 'gmod', { doorPort: await freePort() })
    const game = await startGame(t, { hasSockets: true })
    for (const line of await pairing(world)) {
      const [, name = '', value = ''] = /^(\S+) "(.*)"$/.exec(line) ?? []
      await game.set(name, value)
    }
    await game.until(() => game.of('log').includes('Showrunner: connected'))
    return { world, count: () => game.hooks('TikTokGift').length, until: game.until }
  },
  async fivem(t) {
    const port = await freePort()
    const world = await startWorld(t, 'fivem', { address: `127.0.0.1:${port}` })
    const token = /"(.*)"$/.exec((await pairing(world))[0] ?? '')?.[1] ?? ''
    const game = await startFivem(t, { port, token })
    return { world, count: () => game.emitted.filter(({ name }) => name === 'showrunner:gift').length, until: game.until }
  },
  async 'luanti (a real server)'(t) {
    const world = await startWorld(t, 'luanti', { rules: [{ event: 'gift', effect: 'say', text: '{user}' }] })
    const game = await startLuanti(t, { url: world.host.url, key: world.host.keys.game })
    return { world, count: () => game.told('SAID').length, until: game.until }
  },
  async 'crowd-control'(t) {
    const port = await freePort()
    const world = await startWorld(t, 'crowd-control', { port, rules: [{ event: 'gift', code: 'boss' }] })
    const game = await createGame({ port })
    t.after(game.stop)
    return { world, count: () => game.requests.length, until: game.until }
  },
  async 'tikfinity, event socket'(t) {
    const eventPort = await freePort()
    const world = await startWorld(t, 'tikfinity', { eventPort })
    const { changed, until } = createWaiters()
    let frames = 0
    const program = new WebSocket(`ws://127.0.0.1:${eventPort}/`)
    t.after(() => program.terminate())
    program.on('message', (text) => {
      frames += String(text).startsWith('{"event":"gift"') && String(text).includes('"repeatEnd":true') ? 1 : 0
      changed()
    })
    await new Promise((resolve, reject) => program.once('open', resolve).once('error', reject))
    return { world, count: () => frames, until }
  },
  async webhooks(t) {
    const { port, ...receiver } = await startReceiver(t)
    const endpoints = [{ name: 'shop', kind: 'standard', url: `http://127.0.0.1:${port}/`, allowPrivate: true, events: ['gift'] }]
    return { world: await startWorld(t, 'webhooks', { endpoints }), ...receiver }
  },
  async forwarder(t) {
    const { port, ...receiver } = await startReceiver(t)
    const targets = [{ name: 'lake', url: `http://127.0.0.1:${port}/`, allowPrivate: true, events: ['gift'] }]
    return { world: await startWorld(t, 'forwarder', { targets }), ...receiver }
  },
}

/** What its README says to put into the configuration of the game. */
async function pairing(world: World): Promise<readonly string[]> {
  return ((await world.act('pairing')) as { readonly value: { readonly serverCfg: readonly string[] } }).value.serverCfg
}

async function startReceiver(t: Ending) {
  const { changed, until } = createWaiters()
  let requests = 0
  const port = await serveHttp(t, (request, response) => {
    request.resume()
    requests += 1
    response.writeHead(204).end()
    changed()
  })
  return { port, count: () => requests, until }
}

async function measure(name: string, start: (t: Ending) => Promise<Peer>) {
  const ending = createEnding()
  const { world, count, until } = await start(ending)
  const times: number[] = []
  for (let n = 0; n < warmUp + gifts; n += 1) {
    const before = count()
    const at = performance.now()
    world.giveRose(n)
    await until(() => count() > before)
    times.push(performance.now() - at)
    await pause(GAP_MS)
  }
  await ending.end()
  const sorted = times.slice(warmUp).sort((one, other) => one - other)
  const share = (part: number) => (sorted[Math.floor(sorted.length * part)] ?? Number.NaN).toFixed(1)
  console.log(`${name.padEnd(24)} p50 ${share(0.5)} ms, p99 ${share(0.99)} ms`)
}

console.log(`From the frame of a gift on TikTok to the target, ${gifts} gifts, one after the other`)
for (const [name, start] of Object.entries(TARGETS)) await measure(name, start)
process.exit(0)
