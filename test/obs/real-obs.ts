import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import OBSWebSocket from 'obs-websocket-js/json'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'
import { createFolder } from '../support/folder.ts'
import type { Ending } from '../support/host.ts'

export const PASSWORD = 'only for these tests'

export type RealObs = Awaited<ReturnType<typeof startObs>>

/**
 * The OBS that is installed, without a screen, with a home of its own. It listens on all interfaces, so it gets a network that nobody else has where the
 * system lets one be made (root, or user namespaces), and a door on this computer's loopback leads to it. Ends with the test.
 */
export async function startObs(ending: Ending) {
  const home = createFolder()
  const door = join(home, 'door')
  const inner = await freePort()
  writeConfig(home, inner)
  const sockets = new Set<Socket>()
  let process = await launch({ home, door, port: inner })
  let visits = 0
  const { changed, until } = createWaiters()

  const server = createServer((outer) => {
    visits += 1
    changed()
    const through = connect(door)
    sockets.add(outer)
    for (const socket of [outer, through]) socket.on('error', () => {})
    outer.pipe(through).pipe(outer)
    outer.on('close', () => {
      sockets.delete(outer)
      through.destroy()
    })
    through.on('close', () => outer.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // It listens on TCP.
  const { port } = server.address() as AddressInfo
  const url = `ws://127.0.0.1:${port}`
  const hand = new OBSWebSocket()

  async function kill() {
    for (const socket of sockets) socket.destroy()
    await killed(process)
  }
  ending.after(async () => {
    await hand.disconnect().catch(() => {})
    await kill()
    await new Promise((resolve) => server.close(resolve))
  })
  await hand.connect(url, PASSWORD)

  return {
    url,
    /** For the setting and the grant of the plugin. */
    host: `127.0.0.1:${port}`,
    /** The streamer's own hand: a second client. */
    hand,
    /** How many connections there were. */
    visits: () => visits,
    untilVisits: (count: number) => until(() => visits >= count),
    kill,
    /** Starts it again where it was. */
    async restart() {
      await kill()
      process = await launch({ home, door, port: inner })
      await hand.connect(url, PASSWORD)
    },
  }
}

function writeConfig(home: string, port: number): void {
  const folder = join(home, 'config/obs-studio')
  const newer = join(folder, 'plugin_config/obs-websocket')
  mkdirSync(newer, { recursive: true })
  const socket = ['ServerEnabled=true', `ServerPort=${port}`, 'AlertsEnabled=false', 'AuthRequired=true', `ServerPassword=${PASSWORD}`]
  writeFileSync(join(folder, 'global.ini'), ['[General]', 'FirstRun=true', '[OBSWebSocket]', 'FirstLoad=false', ...socket, ''].join('\n'))
  // Where newer versions look.
  const config = {
    first_load: false,
    server_enabled: true,
    server_port: port,
    alerts_enabled: false,
    auth_required: true,
    server_password: PASSWORD,
  }
  writeFileSync(join(newer, 'config.json'), JSON.stringify(config))
}

/** Resolves once it listens. */
async function launch({ home, door, port }: { home: string; door: string; port: number }): Promise<ChildProcess> {
  rmSync(door, { force: true })
  const inside = [globalThis.process.execPath, fileURLToPath(new URL('inside.mjs', import.meta.url)), home, String(port), door]
  const [program = '', ...args] = [...ownNetwork(), ...inside]
  const child = spawn(program, args, { detached: true, stdio: ['pipe', 'pipe', 'inherit'] })
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve())
    child.once('exit', (code) => reject(new Error(`OBS did not start (exit code ${code})`)))
  })
  return child
}

const UP = ['sh', '-c', 'ip link set lo up && exec "$@"', 'sh']

/** What gives a program a network without a way out, of which only its loopback is up; nothing where no such thing may be made. */
function ownNetwork(): readonly string[] {
  const ways = [['--net'], ['--user', '--map-root-user', '--net']].map((flags) => ['unshare', ...flags, ...UP])
  return ways.find(([program = '', ...args]) => spawnSync(program, [...args, 'true']).status === 0) ?? []
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // It listens on TCP.
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  globalThis.process.kill(-child.pid, 'SIGKILL')
  await gone
}
