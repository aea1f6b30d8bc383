import type { Dispatch } from '../schedule/schedule.ts'
import { createShares, threadMb } from './memory-share.ts'
import type { Act, Advance, FromRunner, PluginCode, Reply, ToRunner } from './protocol.ts'
import { createRunnerProcess, type RunnerProcess } from './runner-process.ts'
import { readWorkerMessages, type WorkerMessage } from './worker-messages.ts'

/** What is known about a generation that ended with deliveries unsettled; see SandboxEvents.crashed. */
export type Death = {
  readonly reason: string
  readonly atFault: boolean
  readonly suspects?: readonly number[]
  readonly finished?: readonly number[]
}

export type Runner = Pick<RunnerProcess, 'name' | 'pid' | 'isReady' | 'rssMb' | 'layers' | 'kill' | 'gone' | 'drop'> & {
  /** Rejects with what the plugin said when it does not start. */
  load(code: PluginCode): Promise<void>
  /** Resolves when the generation is gone, one way or the other. */
  unload(generation: number, graceMs: number): Promise<void>
  /** Unloads whatever there is. */
  unloadAll(graceMs: number): Promise<void>
  deliver(plugin: string, generation: number, deliveries: readonly Dispatch[]): void
  reply(plugin: string, generation: number, reply: Reply): void
  act(plugin: string, generation: number, act: Act): void
  advance(plugin: string, generation: number, advance: Advance): void
  has(generation: number): boolean
  plugins(): readonly string[]
}

type Generation = {
  readonly code: PluginCode
  isLoading: boolean
  unsettled: number
  readonly started: () => void
  readonly failed: (error: Error) => void
  readonly gone: () => void
  readonly whenGone: Promise<void>
}

/** A runner and the generations in it. When the process ends, each of them has died. */
export function createRunner({
  onDeath,
  onGone,
  onMessage,
  onEnd,
  ...parts
}: Omit<Parameters<typeof createRunnerProcess>[0], 'share' | 'onMessage' | 'onEnd'> & {
  readonly onDeath: (plugin: string, generation: number, death: Death) => void
  /** A generation ended, well or not. */
  readonly onGone: (plugin: string, generation: number) => void
  readonly onMessage: (plugin: string, generation: number, message: WorkerMessage) => void
  readonly onEnd: (reason: string) => void
}): Runner {
  const generations = new Map<number, Generation>()
  const { share, join, leave, close } = createShares(parts.launch.engine, parts.clock)
  const runner = createRunnerProcess({ ...parts, share, onMessage: receive, onEnd: end })

  function receive(message: FromRunner) {
    const number = 'generation' in message ? message.generation : undefined
    const generation = number === undefined ? undefined : generations.get(number)
    // The runner speaks of something that already ended here.
    if (number === undefined || !generation) return
    if (message.kind === 'worker') return hear(generation, message.messages)
    if (message.kind === 'loaded') {
      generation.isLoading = false
      return generation.started()
    }
    generations.delete(number)
    leave(generation.code)
    onGone(generation.code.plugin, number)
    generation.gone()
    if (generation.isLoading) generation.failed(new Error(('error' in message && textOf(message.error)) || 'It ended while it started'))
    else if (message.kind === 'crashed') onDeath(generation.code.plugin, number, readDeath(message))
  }

  function hear(generation: Generation, packed: unknown) {
    const { plugin, generation: number } = generation.code
    const messages = readOrKill(packed)
    runner.heard(messages.length)
    for (const message of messages) {
      if (message.kind === 'results') generation.unsettled -= message.done.length / 2 + message.results.length
      if (generation.unsettled < 0) return runner.kill(`${plugin} settled more than it was given`)
      onMessage(plugin, number, message)
    }
  }

  function readOrKill(packed: unknown): readonly WorkerMessage[] {
    try {
      return readWorkerMessages(packed)
    } catch (error) {
      runner.kill(`It broke the protocol: ${error instanceof Error ? error.message : 'unreadable'}`)
      return []
    }
  }

  function end(reason: string) {
    const dead = [...generations.values()]
    generations.clear()
    close()
    onEnd(reason)
    for (const { code, isLoading, failed, gone } of dead) {
      onGone(code.plugin, code.generation)
      gone()
      if (isLoading) failed(new Error(`Its runner is gone: ${reason}`))
      else onDeath(code.plugin, code.generation, { reason, atFault: true })
    }
  }

  const send = (message: ToRunner) => runner.send(message)

  async function unload(number: number, graceMs: number) {
    const generation = generations.get(number)
    if (!generation) return
    send({ kind: 'unload', plugin: generation.code.plugin, generation: number, graceMs })
    await generation.whenGone
  }

  return {
    ...runner,
    load: (code) =>
      new Promise((started, failed) => {
        let gone = () => {}
        const whenGone = new Promise<void>((resolve) => {
          gone = resolve
        })
        generations.set(code.generation, { code, isLoading: true, unsettled: 0, started, failed, gone, whenGone })
        join(code)
        // Its threads do not even start with less.
        void runner.limit().then(() => send({ kind: 'load', plugin: { ...code, memoryMb: threadMb(code) } }))
      }),
    unload,
    async unloadAll(graceMs) {
      await Promise.all([...generations.keys()].map((number) => unload(number, graceMs)))
    },
    deliver(plugin, number, deliveries) {
      const generation = generations.get(number)
      if (!generation) return
      generation.unsettled += deliveries.length
      runner.deliver(plugin, number, deliveries)
    },
    reply: (plugin, generation, reply) => send({ kind: 'reply', plugin, generation, ...reply }),
    act: (plugin, generation, act) => send({ kind: 'act', plugin, generation, ...act }),
    advance: (plugin, generation, advance) => send({ kind: 'advance', plugin, generation, ...advance }),
    has: (generation) => generations.has(generation),
    plugins: () => [...new Set([...generations.values()].map(({ code }) => code.plugin))],
  }
}

function readDeath({ reason, atFault, suspects, finished }: Extract<FromRunner, { kind: 'crashed' }>): Death {
  return { reason: textOf(reason).slice(0, 1000), atFault: atFault !== false, suspects: numbersOf(suspects), finished: numbersOf(finished) }
}

function numbersOf(list: unknown): readonly number[] {
  return Array.isArray(list) ? list.filter((id) => typeof id === 'number') : []
}

/** Even to make a text of what a stranger sent may throw. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
