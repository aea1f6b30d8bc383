import type { UnifiedEvent } from '../../schemas/types.ts'
import type { Clock } from '../base/clock.ts'
import { createDeque } from './deque.ts'
import type { InterceptorStatus } from './schedule.ts'

const CALLS_MAX = 4
const BATCH_MAX = 256
/** Packed; as JSON it is about three times as much. */
const BATCH_BYTES = 80 * 1024
/** What comes before a plugin has started for the first time waits so long for it. */
const STARTING_MS = 10_000

/** What is asked of one event, and what to do with the answer: why it is hidden, or nothing. */
export type Question = {
  readonly event: UnifiedEvent
  readonly bytes: number
  readonly deadlineMs: number
  readonly answer: (hide: string | undefined) => void
}

/** Answers in the order of the events: why one is to be hidden, or nothing. A rejection lets them all pass. */
export type AskInterceptor = (plugin: string, events: readonly UnifiedEvent[]) => Promise<readonly (string | undefined)[]>

/** One plugin that looks at events before others get them. */
export type Interceptor = {
  readonly plugin: string
  /** It runs, or is about to. */
  isThere(): boolean
  put(question: Question): void
  /** Asks what was put. */
  flush(): void
  up(): void
  /** It cannot be asked: what waits for it passes. */
  down(): void
  /** The same, for good. */
  stop(): void
  /** How many wait for its word. */
  open(): number
  status(): InterceptorStatus
}

type Call = { left: number }
type Open = Question & { cancel: () => void; call: Call | undefined }
type Ending = 'passed' | 'hidden' | 'late' | 'failed'

/**
 * States: starting -> up <-> down. Asked in batches: what comes while its calls are under way forms the next. A call counts as under way until each of
 * its questions has its answer, or its deadline has passed.
 */
export function createInterceptor(parts: { plugin: string; ask: AskInterceptor; clock: Clock; onDecided: () => void }): Interceptor {
  const { plugin, clock, onDecided } = parts
  const startsUntil = clock.now() + STARTING_MS
  const open = new Set<Open>()
  const waiting = createDeque<Open>()
  const counts = { passed: 0, hidden: 0, late: 0, failed: 0 }
  let state: 'starting' | 'up' | 'down' = 'starting'
  let calls = 0

  function end(question: Open, how: Ending, hide?: string) {
    if (!open.delete(question)) return
    question.cancel()
    counts[how]++
    const { call } = question
    if (call && --call.left === 0) calls--
    question.answer(hide)
  }

  function endLate(question: Open) {
    end(question, 'late')
    onDecided()
    flush()
  }

  function takeBatch(): readonly Open[] {
    const batch: Open[] = []
    let bytes = 0
    for (let first = waiting.first(); first && batch.length < BATCH_MAX; first = waiting.first()) {
      const isOpen = open.has(first)
      if (isOpen && batch.length > 0 && bytes + first.bytes > BATCH_BYTES) break
      waiting.takeFirst()
      if (!isOpen) continue
      batch.push(first)
      bytes += first.bytes
    }
    return batch
  }

  async function ask(batch: readonly Open[]) {
    const call = { left: batch.length }
    calls++
    for (const question of batch) question.call = call
    try {
      const hides = await parts.ask(
        plugin,
        batch.map(({ event }) => event),
      )
      for (const [at, question] of batch.entries()) end(question, hides[at] === undefined ? 'passed' : 'hidden', hides[at])
    } catch {
      // Whoever asks has told why; that it could not say anything hides nothing.
      for (const question of batch) end(question, 'failed')
    }
    onDecided()
    flush()
  }

  function flush() {
    while (state === 'up' && calls < CALLS_MAX) {
      const batch = takeBatch()
      if (batch.length === 0) return
      // It never rejects.
      void ask(batch)
    }
  }

  function fall() {
    state = 'down'
    for (const question of [...open]) end(question, 'failed')
    onDecided()
  }

  const isThere = () => state === 'up' || (state === 'starting' && clock.now() < startsUntil)

  return {
    plugin,
    isThere,
    put(asked) {
      const question: Open = { ...asked, call: undefined, cancel: () => {} }
      const ms = state === 'starting' ? startsUntil - clock.now() : asked.deadlineMs
      question.cancel = clock.after(ms, () => endLate(question))
      open.add(question)
      waiting.append(question)
    },
    flush,
    up() {
      state = 'up'
      flush()
    },
    down() {
      if (state === 'up' || !isThere()) fall()
    },
    stop: fall,
    open: () => open.size,
    status: () => ({ plugin, state, waiting: open.size, ...counts }),
  }
}
