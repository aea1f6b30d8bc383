import type { MessagePort } from 'node:worker_threads'
import { Packr } from 'msgpackr'
import {
  CELL_RING,
  type FromPort,
  type FromWorker,
  MAX_BYTES_A_SECOND,
  MAX_MESSAGES_A_SECOND,
  MAX_QUEUED,
  type Settled,
} from '../protocol.ts'
import type { Progress } from './progress.ts'

export type Outbox = {
  /** A delivery that succeeded and emitted nothing. */
  done(deliveryId: number, durationMs: number): void
  settle(result: Settled): void
  /** Throws a RangeError when too much waits for the core, or was sent within the second. */
  post(message: Exclude<FromWorker, { kind: 'settled' }>, bytes: number): void
  hasRoom(): boolean
  flush(): void
}

const MAX_RESULTS = CELL_RING / 4
const MAX_WAITING_BYTES = 256 * 1024
const MAX_WAITING = 64
const MAX_WAIT_MS = 1

/** What a worker has to say, several things to a message: sent when it is enough, old enough, or the thread has a moment. */
export function createOutbox(port: MessagePort, progress: Progress): Outbox {
  const packr = new Packr({ useRecords: false })
  const done = new Float64Array(2 * MAX_RESULTS)
  let doneCount = 0
  let rest: Settled[] = []
  let messages: FromWorker[] = []
  let bytes = 0
  let posted = 0
  let oldestAt = 0
  let timer: NodeJS.Immediate | undefined
  let second = 0
  let inSecond = { messages: 0, bytes: 0 }

  const results = () => doneCount + rest.length
  const hasRoom = () => ((posted - progress.passed()) | 0) < MAX_QUEUED

  function meter(size: number) {
    if (!hasRoom()) throw new RangeError(`More than ${MAX_QUEUED} messages wait for the host`)
    const now = Math.floor(performance.now() / 1000)
    if (now !== second) {
      second = now
      inSecond = { messages: 0, bytes: 0 }
    }
    if (inSecond.messages >= MAX_MESSAGES_A_SECOND || inSecond.bytes + size > MAX_BYTES_A_SECOND)
      throw new RangeError(`More than ${MAX_MESSAGES_A_SECOND} messages or ${MAX_BYTES_A_SECOND / 2 ** 20} MiB a second for the host`)
    inSecond.messages += 1
    inSecond.bytes += size
  }

  function note(size: number) {
    bytes += size
    const now = performance.now()
    if (!timer) {
      oldestAt = now
      timer = setImmediate(flush)
    }
    if (results() >= MAX_RESULTS || messages.length >= MAX_WAITING || bytes >= MAX_WAITING_BYTES || now - oldestAt >= MAX_WAIT_MS) flush()
  }

  function flush() {
    clearImmediate(timer)
    timer = undefined
    const settled = results()
    const count = messages.length
    if (settled + count === 0) return
    if (settled > 0) messages.push({ kind: 'settled', done: new Uint8Array(done.buffer, 0, doneCount * 16), rest })
    // A copy, since the packer's buffer is shared by all that it packs. Cloned and not transferred: once a buffer was given away in a thread,
    // V8 checks before each access to a typed array whether that one was too, which makes loops over them take twice as long.
    const packed = new Uint8Array(packr.pack(messages))
    doneCount = 0
    rest = []
    messages = []
    bytes = 0
    port.postMessage({ kind: 'messages', count, settled, messages: packed } satisfies FromPort)
    if (settled > 0) progress.reported()
  }

  return {
    done(deliveryId, durationMs) {
      done[2 * doneCount] = deliveryId
      done[2 * doneCount + 1] = durationMs
      doneCount += 1
      note(16)
    },
    settle(result) {
      rest.push(result)
      note(result.emitted?.reduce((sum, event) => sum + event.length, 0) ?? 0)
    },
    post(message, size) {
      meter(size)
      posted = (posted + 1) | 0
      messages.push(message)
      note(size)
    },
    hasRoom,
    flush,
  }
}
