import type { SpawnHow } from '../../powers.ts'
import { readWhole } from './chunks.ts'
import type { DenoParts } from './parts.ts'
import type { Program } from './program.ts'
import { signalOf } from './signals.ts'
import { createStreams } from './streams.ts'

export type Running = ReturnType<typeof startProgram>
type Output = 'stdout' | 'stderr'

/** Starts a program; a failure to do so is told by `status` and the streams. */
export function startProgram(parts: DenoParts, { command, signal }: Program, how: SpawnHow) {
  const { call } = parts
  let pid = 0
  let isOver = false
  const stop = () => void (isOver || kill('SIGTERM'))
  // Before there is a program: it may be no signal at all.
  signal?.addEventListener('abort', stop, { once: true })
  const started = call('run.spawn', [command, how]).then(({ value }) => {
    pid = value.pid
    return value.id
  })
  const status = started
    .then((id) => call('run.status', [id]))
    .then(({ value }) => {
      isOver = true
      // The core answers with names of signals.
      return { success: value.success, code: value.code, signal: value.signal as Deno.Signal | null }
    })

  function kill(signo: unknown): void {
    const name = signalOf(signo)
    if (isOver) throw new TypeError('The program has already ended')
    // It ended, or never began: `status` tells.
    started.then((id) => call('run.kill', [id, name])).catch(() => {})
  }
  if (signal?.aborted) stop()
  // Whoever does not look at the end of a program is not to die of it.
  status.finally(() => signal?.removeEventListener('abort', stop)).catch(() => {})

  return { pid: () => pid, status, kill, stop, ...pipes(parts, started, how) }
}

/** The streams of the program that are piped. */
function pipes(parts: DenoParts, started: Promise<number>, how: SpawnHow) {
  const { call } = parts
  const streams = createStreams(parts)
  const output = (name: Output) => {
    if (how[name] !== 'piped') return undefined
    const read = async () => (await call('run.read', [await started, name])).bytes
    return withCollectors(
      parts,
      name,
      streams.readable(read, () => {}),
    )
  }
  const write = async (part: Uint8Array) => call('run.write', [await started], part)
  const closeStdin = async () => call('run.closeStdin', [await started])
  return {
    stdin: how.stdin === 'piped' ? streams.writable(write, closeStdin) : undefined,
    stdout: output('stdout'),
    stderr: output('stderr'),
  }
}

/** Everything that a stream of a program says. Throws RangeError when that is too much. */
export function collect(stream: ReadableStream<Uint8Array>, name: Output): Promise<Uint8Array> {
  const reader = stream.getReader()
  return readWhole(async () => (await reader.read()).value, `The program's ${name}`).catch(async (error: unknown) => {
    await reader.cancel(error)
    throw error
  })
}

function withCollectors({ web }: DenoParts, name: Output, stream: ReadableStream<Uint8Array>): Deno.SubprocessReadableStream {
  const bytes = () => collect(stream, name)
  const text = async () => new (web<typeof TextDecoder>('TextDecoder'))().decode(await bytes())
  const own = {
    bytes,
    text,
    arrayBuffer: async () => new Uint8Array(await bytes()).buffer,
    json: async () => JSON.parse(await text()),
  }
  for (const [method, value] of Object.entries(own)) Object.defineProperty(stream, method, { value })
  // It has them now.
  return stream as Deno.SubprocessReadableStream
}
