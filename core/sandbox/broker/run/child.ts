import { once } from 'node:events'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import { execa } from 'execa'
import { killGroup } from '../../../base/kill-group.ts'
import { MAX_CHUNK_BYTES } from '../../powers.ts'
import { PowerError } from '../power.ts'

export type Start = {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly pipes: { readonly [S in 'stdin' | 'stdout' | 'stderr']: boolean }
}

export type Status = { readonly success: boolean; readonly code: number; readonly signal: string | null }

type Process = ReturnType<typeof spawn>

/** A program that runs, or has run. What it started ends with it. */
export class Child {
  readonly pid: number
  readonly ended: Promise<Status>
  readonly #process: Process
  readonly #reading = new Set<'stdout' | 'stderr'>()
  #isOver = false

  constructor(process: Process, pid: number, ended: Promise<Status>) {
    this.#process = process
    this.pid = pid
    this.ended = ended.finally(() => {
      this.#isOver = true
      killGroup(pid)
    })
  }

  /** The next bytes, or none at the end. What nobody reads stays in the pipe, and the program waits. */
  async read(name: 'stdout' | 'stderr'): Promise<Uint8Array> {
    const stream = this.#process[name]
    if (!stream) throw new PowerError('TypeError', `${name} is not piped`)
    if (this.#reading.has(name)) throw new PowerError('Busy', `${name} is being read`)
    this.#reading.add(name)
    try {
      return await nextOf(stream)
    } finally {
      this.#reading.delete(name)
    }
  }

  /** Answers when the program's pipe has taken it. */
  write(bytes: Uint8Array): Promise<void> {
    const { stdin } = this.#process
    if (!stdin) throw new PowerError('TypeError', 'stdin is not piped')
    return new Promise((resolve, reject) => stdin.write(bytes, (error) => (error ? reject(brokenPipe()) : resolve())))
  }

  closeStdin() {
    if (!this.#process.stdin) throw new PowerError('TypeError', 'stdin is not piped')
    this.#process.stdin.end()
  }

  kill(signal: string) {
    if (!Object.hasOwn(constants.signals, signal)) throw new PowerError('TypeError', `Invalid signal: ${signal}`)
    if (this.#isOver) throw new PowerError('TypeError', 'Child process has already terminated')
    // It is one of the system's own names: it was found among them.
    this.#process.kill(signal as NodeJS.Signals)
  }

  /** Ends it and all that it started, and closes the pipes. */
  end() {
    if (!this.#isOver) killGroup(this.pid)
    for (const stream of [this.#process.stdin, this.#process.stdout, this.#process.stderr]) stream?.destroy()
  }
}

/** Resolves when the program runs; rejects with the system's error. */
export async function startChild(start: Start): Promise<Child> {
  const process = spawn(start)
  process.stdin?.on('error', () => {
    // Whoever writes hears of it; without a listener it would be the core's.
  })
  // Without somebody who waits to read, Node throws away what is left when the program ends.
  for (const stream of [process.stdout, process.stderr]) stream?.on('readable', () => {})
  const ended = new Promise<Status>((resolve) => {
    process.once('exit', (code, signal) => resolve(statusOf(code, signal)))
  })
  const failed = process.then((result) => {
    throw result.cause ?? new PowerError('Error', 'It did not start')
  })
  failed.catch(() => {})
  await Promise.race([once(process, 'spawn'), failed])
  if (process.pid === undefined) throw new PowerError('Error', 'It did not start')
  return new Child(process, process.pid, ended)
}

function spawn({ file, args, cwd, env, pipes }: Start) {
  const pipe = (isPiped: boolean) => (isPiped ? 'pipe' : 'ignore')
  return execa(file, [...args], {
    cwd,
    env,
    extendEnv: false,
    shell: false,
    preferLocal: false,
    // A group of its own, so that what it starts can be ended with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdin: pipe(pipes.stdin),
    stdout: pipe(pipes.stdout),
    stderr: pipe(pipes.stderr),
    buffer: false,
    encoding: 'buffer',
    reject: false,
  })
}

async function nextOf(stream: Readable): Promise<Uint8Array> {
  for (;;) {
    const chunk: Uint8Array | null = stream.read(Math.min(stream.readableLength, MAX_CHUNK_BYTES) || undefined)
    if (chunk) return chunk
    if (stream.readableEnded || stream.destroyed) return new Uint8Array()
    await new Promise<void>((resolve) => {
      const names = ['readable', 'end', 'close', 'error'] as const
      const go = () => {
        for (const name of names) stream.off(name, go)
        resolve()
      }
      for (const name of names) stream.on(name, go)
    })
  }
}

/** Deno counts a signal as 128 and its number. */
function statusOf(code: number | null, signal: NodeJS.Signals | null): Status {
  const number = code ?? (signal ? 128 + constants.signals[signal] : 1)
  return { success: number === 0, code: number, signal }
}

const brokenPipe = () => new PowerError('BrokenPipe', 'Broken pipe (os error 32)')
