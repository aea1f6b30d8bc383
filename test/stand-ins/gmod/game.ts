import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createWaiters } from '../../../scripts/fake-tiktok/waiters.ts'
import { createNetwork, type Network } from './network.ts'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const ADDON = fileURLToPath(new URL('../../../plugins/gmod/addon/lua', import.meta.url))

/** What happened in the game: `hook`, `chat`, `log`, `console`, `player`, `effect`. */
export type Happened = { readonly kind: string; readonly what: unknown }

type Options = {
  /** Whether the server has the module GWSockets. */
  readonly hasSockets?: boolean
  /** What its requests and sockets go to; the real network unless said. */
  readonly network?: (answer: (deed: Readonly<Record<string, unknown>>) => void) => Network
}

export type Game = Awaited<ReturnType<typeof startGame>>

/** A game server with the shipped add-on in it. */
export async function startGame(t: { after(end: () => void): void }, { hasSockets = false, network = createNetwork }: Options = {}) {
  const child = spawn('luajit', [`${HERE}game.lua`, HERE, ADDON, hasSockets ? 'sockets' : ''], { stdio: ['pipe', 'pipe', 'inherit'] })
  const happened: Happened[] = []
  const { changed, until } = createWaiters()
  let given = 0
  let done = -1
  // What is given while it ends goes nowhere.
  child.stdin.on('error', () => {})

  const give = (deed: Readonly<Record<string, unknown>>) => {
    given += 1
    if (child.stdin.writable) child.stdin.write(`${JSON.stringify({ ...deed, number: given })}\n`)
    return given
  }
  const peers = network(give)
  createInterface(child.stdout).on('line', (line) => {
    const { kind, what } = JSON.parse(line)
    if (kind === 'http') peers.ask(what)
    else if (kind === 'socket') peers.socket(what)
    else if (kind === 'done') done = what
    else if (kind === 'ready') done = 0
    else happened.push({ kind, what })
    changed()
  })
  const stop = () => {
    peers.stop()
    child.kill()
  }
  t.after(stop)
  await until(() => done === 0)

  /** Resolves when the game has done it. */
  async function act(deed: Readonly<Record<string, unknown>>): Promise<void> {
    const number = give(deed)
    await until(() => done >= number)
  }
  const of = (kind: string) => happened.flatMap((each) => (each.kind === kind ? [each.what] : []))

  return {
    of,
    stop,
    until: (isSo: () => boolean) => until(isSo),
    /** What hooks were run with, by the hook's name. */
    hooks: (name: string) =>
      (of('hook') as readonly { name: string; data: unknown }[]).flatMap((each) => (each.name === name ? [each.data] : [])),
    /** A line of server.cfg. */
    set: (name: string, value: string) => act({ deed: 'set', name, value }),
    advance: (seconds: number) => act({ deed: 'advance', seconds }),
    console: (name: string, argument: string, isPlayer = false) => act({ deed: 'console', name, argument, isPlayer }),
    failIn: (name: string) => act({ deed: 'failIn', name }),
  }
}
