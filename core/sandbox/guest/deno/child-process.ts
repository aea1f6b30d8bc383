import { asyncDispose } from './disposal.ts'
import { madeAnew } from './errors.ts'
import type { DenoParts } from './parts.ts'
import { collect, type Running } from './running.ts'

export type ChildProcesses = ReturnType<typeof createChildProcesses>

/** Deno.ChildProcess, and what makes one for a program that was started. */
export function createChildProcesses({ harden }: Pick<DenoParts, 'harden'>) {
  const key = {}

  class ChildProcess {
    readonly #running: Running

    constructor(proof: unknown, running: Running) {
      if (proof !== key) throw new TypeError('Deno.ChildProcess cannot be constructed: use new Deno.Command(…).spawn()')
      this.#running = running
    }

    /** 0 until the program runs. */
    get pid(): number {
      return this.#running.pid()
    }

    get status(): Promise<Deno.CommandStatus> {
      return this.#running.status
    }

    get stdin(): WritableStream<Uint8Array> {
      return piped('stdin', this.#running.stdin)
    }

    get stdout(): Deno.SubprocessReadableStream {
      return piped('stdout', this.#running.stdout)
    }

    get stderr(): Deno.SubprocessReadableStream {
      return piped('stderr', this.#running.stderr)
    }

    output(): Promise<Deno.CommandOutput> {
      return outputOf(this.#running)
    }

    kill(signo: Deno.Signal | number = 'SIGTERM'): void {
      this.#running.kill(signo)
    }

    ref(): void {}

    unref(): void {}

    async [asyncDispose](): Promise<void> {
      this.#running.stop()
      await this.#running.status
    }
  }

  return { ChildProcess: harden(ChildProcess), make: (running: Running) => new ChildProcess(key, running) }
}

/** Waits for the end of a program and for all it says. A program that says too much is stopped. */
export async function outputOf({ stdout, stderr, status, stop }: Running): Promise<Deno.CommandOutput> {
  for (const [name, stream] of Object.entries({ stdout, stderr }))
    if (stream?.locked) throw new TypeError(`The output cannot be collected: somebody reads "${name}" already`)
  try {
    const [out, err, end] = await Promise.all([stdout && collect(stdout, 'stdout'), stderr && collect(stderr, 'stderr'), status])
    const { success, code, signal } = end
    return {
      success,
      code,
      signal,
      get stdout() {
        return piped('stdout', out)
      },
      get stderr() {
        return piped('stderr', err)
      },
    }
  } catch (error) {
    stop()
    throw madeAnew(error)
  }
}

function piped<T>(name: string, value: T | undefined): T {
  if (value === undefined) throw new TypeError(`"${name}" is not there: it is not piped`)
  return value
}
