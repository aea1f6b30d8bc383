import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import OBSWebSocket from 'obs-websocket-js/json'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'
import { createFolder } from '../support/folder.ts'
import type { Ending } from '../support/host.ts'

export const PASSWORD = 'only for these tests'
/** Inside of the network that OBS has for itself. */
const PORT = 4455

export type RealObs = Awaited<ReturnType<typeof startObs>>

/**
 * The OBS that is installed, without a screen, with a home of its own, in a network of its own: it listens on all interfaces, so it gets one that
 * nobody else has. A door on this computer's loopback leads to it. Ends with the test.
 */
export async function startObs(ending: Ending) {
  const home = createFolder()
  const door = join(home, 'door')
  writeConfig(home)
  const sockets = new Set<Socket>()
  let process = await launch(home, door)
  let visits = 0
  const { changed, until } = createWaiters()

  const server = createServer((outer) => {
    visits += 1
    changed()
    const inner = connect(door)
    sockets.add(outer)
    for (const socket of [outer, inner]) socket.on('error', () => {})
    outer.pipe(inner).pipe(outer)
    outer.on('close', () => {
      sockets.delete(outer)
      inner.destroy()
    })
    inner.on('close', () => outer.destroy())
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
      process = await launch(home, door)
      await hand.connect(url, PASSWORD)
    },
  }
}

function writeConfig(home: string): void {
  const folder = join(home, 'config/obs-studio')
  mkdirSync(folder, { recursive: true })
  const socket = ['ServerEnabled=true', `ServerPort=${PORT}`, 'AlertsEnabled=false', 'AuthRequired=true', `ServerPassword=${PASSWORD}`]
  writeFileSync(join(folder, 'global.ini'), ['[General]', 'FirstRun=true', '[OBSWebSocket]', 'FirstLoad=false', ...socket, ''].join('\n'))
}

/** Resolves once it listens. */
async function launch(home: string, door: string): Promise<ChildProcess> {
  spawnSync('rm', ['-f', door])
  const inside = [globalThis.process.execPath, fileURLToPath(new URL('inside.mjs', import.meta.url)), home, String(PORT), door]
  const [program = '', ...args] = ['unshare', ...ownNetwork(), 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', ...inside]
  const child = spawn(program, args, { detached: true, stdio: ['pipe', 'pipe', 'inherit'] })
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve())
    child.once('exit', (code) => reject(new Error(`OBS did not start (exit code ${code})`)))
  })
  return child
}

/** A network without a way out; who is not root has it in a user namespace. */
function ownNetwork(): readonly string[] {
  return globalThis.process.getuid?.() === 0 ? ['--net'] : ['--user', '--map-root-user', '--net']
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  globalThis.process.kill(-child.pid, 'SIGKILL')
  await gone
}
