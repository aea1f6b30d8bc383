import type { Limits } from './limits.ts'

/** What waits for one socket. Whatever is pushed within a tick goes out in one write, and the next write waits for that one. */
export type Outbox = ReturnType<typeof createOutbox>

/**
 * When more waits than the limits allow, either the oldest is left out, with what `gap` makes in its place, or
 * `full` is called and nothing goes out any more.
 */
export function createOutbox({
  write,
  limits,
  gap,
  full,
  onRoom,
}: {
  /** Calls back once the system has taken it all, or with why it could not. */
  write: (messages: readonly Buffer[], done: (error?: Error | null) => void) => void
  limits: Limits
  /** The message that says how many were left out. */
  gap?: (dropped: number) => Buffer
  /** Called in place of leaving out, when there is no `gap`. */
  full?: () => void
  /** Called when everything is written. */
  onRoom: () => void
}) {
  let waiting: Buffer[] = []
  let waitingBytes = 0
  let writing: { readonly bytes: number; readonly count: number } | undefined
  let seenWriting: typeof writing
  let dropped = 0
  let isScheduled = false
  let isClosed = false

  const isOver = (part: number) =>
    waitingBytes + (writing?.bytes ?? 0) > limits.waitingBytes * part ||
    waiting.length + (writing?.count ?? 0) > limits.waitingMessages * part

  function makeRoom(): void {
    if (!gap) {
      close()
      full?.()
      return
    }
    while (isOver(1) && waiting.length > 0) {
      waitingBytes -= waiting.shift()?.length ?? 0
      dropped += 1
    }
  }

  function flush(): void {
    isScheduled = false
    if (writing || isClosed || (waiting.length === 0 && dropped === 0)) return
    const messages = dropped > 0 && gap ? [gap(dropped), ...waiting] : waiting
    writing = { bytes: waitingBytes, count: waiting.length }
    waiting = []
    waitingBytes = 0
    dropped = 0
    write(messages, (error) => {
      writing = undefined
      if (error) close()
      flush()
      if (!writing && !isClosed) onRoom()
    })
  }

  function close(): void {
    isClosed = true
    waiting = []
    waitingBytes = 0
  }

  return {
    push(message: Buffer): void {
      if (isClosed) return
      waiting.push(message)
      waitingBytes += message.length
      if (isOver(1)) makeRoom()
      if (isScheduled) return
      isScheduled = true
      setImmediate(flush)
    },
    /** Half of what is allowed is free. */
    hasRoom: () => !isClosed && !isOver(0.5),
    /** The write that is under way was so the last time this was asked. */
    isStuck(): boolean {
      const isStuck = writing !== undefined && writing === seenWriting
      seenWriting = writing
      return isStuck
    },
    close,
  }
}
