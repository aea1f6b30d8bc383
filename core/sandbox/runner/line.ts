import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import type { Act, Advance, FromPort, Reply, Structures, ToWorker } from '../protocol.ts'
import { createCell, createProgress, type Progress } from './progress.ts'

/** So many deliveries with their events, as a worker reads them; see ToWorker. */
export type PackedBatch = { readonly count: number; readonly urgent: boolean; readonly buffer: ArrayBuffer }

/** The runner's end of one thread: its port, its progress, and how much it has to do. */
export type Line = Pick<Progress, 'suspects' | 'finished' | 'isInHandler' | 'passed'> & {
  /** The other end, for the thread. */
  readonly far: { readonly port: MessagePort; readonly cell: SharedArrayBuffer }
  inFlight(): number
  deliver(batch: PackedBatch, structures: Structures): void
  reply(reply: Reply): void
  act(act: Act): void
  advance(advance: Advance): void
  stop(graceMs: number): void
  /** Notes that time passed, and answers for how long the thread has not got on. */
  stillMs(passedMs: number): number
  /** Hears what was said and not yet heard, which the end of a thread may overtake. */
  drain(): void
  close(): void
}

/** Opens a line to a thread that is about to start. */
export function createLine(concurrency: number, onMessage: (message: FromPort, line: Line) => void): Line {
  const { port1: port, port2 } = new MessageChannel()
  const cell = createCell(concurrency)
  const progress = createProgress(cell)
  let inFlight = 0
  let structuresSent = 0
  let mark = 0
  let stillMs = 0

  const post = (message: ToWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer)

  function hear(message: FromPort) {
    if (message.kind === 'messages') inFlight -= message.settled
    onMessage(message, line)
  }
  port.on('message', hear)

  const line: Line = {
    ...progress,
    far: { port: port2, cell },
    inFlight: () => inFlight,
    deliver({ count, urgent, buffer }, structures) {
      inFlight += count
      const names = structures.length > structuresSent && { structures }
      post({ kind: 'deliver', count, urgent, buffer, ...names }, [buffer])
      structuresSent = structures.length
    },
    reply: (reply) => post({ kind: 'reply', ...reply }),
    act: ({ act, action, input }) => post({ kind: 'act', act, action, input }),
    advance: ({ act, ms }) => post({ kind: 'advance', act, ms }),
    stop: (graceMs) => post({ kind: 'stop', graceMs }),
    stillMs(passedMs) {
      const now = progress.mark()
      stillMs = now === mark ? stillMs + passedMs : 0
      mark = now
      return stillMs
    },
    drain() {
      // Only ours are on this port; see FromPort.
      for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) hear(next.message as FromPort)
    },
    close: () => port.close(),
  }
  return line
}
