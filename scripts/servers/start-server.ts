import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import type { Launch, ServerAddress, ServerProgram } from './server.ts'

export type RunningServer = {
  readonly address: ServerAddress
  readonly version: string
  /** Kills it, and what it started; its files stay for the next that is started in its place. */
  stop(): Promise<void>
}

/** What is still running at the end is killed then. */
type Cleanup = { atEnd(action: () => void): void }

const READY_MS = 60_000

/** Runs a private server on free ports of this machine and files of this folder, until the cleanup. Rejects with what it said. */
export async function startServer(
  server: ServerProgram,
  { folder, cleanup, port }: { folder: string; cleanup: Cleanup; port?: number },
): Promise<RunningServer> {
  mkdirSync(folder, { recursive: true })
  const place = { folder, port: port ?? (await freePort()), secondPort: await freePort(), thirdPort: await freePort() }
  const launch = server.launch(place)
  const beside = launch.beside ? [run(launch.beside, launch, cleanup)] : []
  const child = run(launch.command, launch, cleanup)
  await Promise.race([ready(child, launch.ready), ...[child, ...beside].map(failure)])
  const children = [child, ...beside]
  return {
    address: { port: place.port, url: launch.url, folder },
    version: versionOf(server),
    async stop() {
      const ends = children.map((one) => (isRunning(one) ? once(one, 'exit') : undefined))
      for (const one of children) kill(one)
      await Promise.all(ends)
    },
  }
}

/** In a group of its own, which is ended as a whole: some start others. */
function run(command: readonly string[], { env }: Pick<Launch, 'env'>, cleanup: Cleanup): ChildProcess {
  const [program = '', ...rest] = command
  const child = spawn(program, rest, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env }, cwd: '/' })
  cleanup.atEnd(() => kill(child))
  return child
}

const isRunning = ({ pid, exitCode, signalCode }: ChildProcess) => pid !== undefined && exitCode === null && signalCode === null

function kill(child: ChildProcess): void {
  if (child.pid !== undefined && isRunning(child)) process.kill(-child.pid, 'SIGKILL')
}

function failure(child: ChildProcess): Promise<never> {
  return new Promise((_, reject) => child.once('error', reject))
}

function ready(child: ChildProcess, sign: RegExp): Promise<void> {
  let said = ''
  return new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`It was not ready after ${READY_MS / 1000} s`)), READY_MS)
    const listen = (data: Buffer) => {
      said = `${said}${data}`.slice(-20_000)
      if (!sign.test(said)) return
      clearTimeout(late)
      resolve()
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
    child.once('exit', () => {
      clearTimeout(late)
      reject(new Error(said.trim().split('\n').at(-1) || 'It ended without a word'))
    })
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  // True for a server that listens on a port.
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function versionOf({ version: [program = '', ...rest] }: ServerProgram): string {
  return spawnSync(program, rest, { encoding: 'utf8' }).stdout?.trim().split('\n')[0] ?? ''
}
