import type { Clock } from '../base/clock.ts'
import { crashPoint } from '../base/crash-point.ts'
import type { Attempt, BreakerState, Change, DeadLetter, Progress } from '../store/store.ts'
import type { Marks } from './schedule.ts'

const COALESCE_MS = 20
/** Only a flood settles so many within that time; what was not written yet is what a crash repeats. */
const COALESCE_SETTLES = 5000
const TRY_AGAIN_MS = 1000

type AttemptEntry = Attempt & { readonly plugin: string; readonly seqNo: number }

type Letter = Omit<DeadLetter, 'id' | 'event'>

/** What is counted together; the same object each time, so that a flood of them costs little. */
export type Discard = { readonly plugin: string; readonly eventType: string; readonly reason: string }

type Discards = Map<Discard, number>

/** What one write takes with it. */
type Taken = {
  readonly attempts: readonly AttemptEntry[]
  readonly callbacks: readonly (() => void)[]
  readonly letters: readonly Letter[]
  readonly breakers: ReadonlyMap<string, BreakerState>
  readonly discards: Discards
  readonly forgotten: readonly string[]
  readonly progress: readonly { readonly marks: Marks; readonly progress: Progress }[]
}

/** Writes down what became of deliveries: soon, together, one write at a time, and again until it is written. */
export type Journal = {
  /** Marks changed; they are written within a moment. */
  moved(marks: Marks): void
  /** Calls back once the attempt is durable. */
  attempt(entry: AttemptEntry, onDurable: () => void): void
  /** A plugin was seen for the first time; calls back once its marks are durable. */
  installed(marks: Marks, onDurable: () => void): void
  /** What is owed to the plugin is dropped with the next write, and its old marks are not written any more. */
  forgotten(plugin: string, marks: Marks | undefined): void
  /** The letter is written in one change with the marks that settle it. */
  dead(letter: Letter, marks: Marks): void
  /** Where a breaker stands now. */
  breaker(state: BreakerState): void
  /** Counts; written with the marks that settle it. */
  discarded(what: Discard): void
  /** Tries once to write everything noted so far. */
  flush(): Promise<void>
}

/** A journal with nothing noted. */
export function createJournal({ write, clock }: { write: (change: Change) => Promise<unknown>; clock: Clock }): Journal {
  let attempts: AttemptEntry[] = []
  let callbacks: (() => void)[] = []
  let letters: Letter[] = []
  let breakers = new Map<string, BreakerState>()
  let discards: Discards = new Map()
  let forgotten: string[] = []
  const gone = new WeakSet<Marks>()
  const changed = new Set<Marks>()
  let settles = 0
  let isUrgent = false
  let writing: Promise<void> | undefined
  let timer: { readonly at: number; readonly cancel: () => void } | undefined

  function writeIn(delayMs: number) {
    if (writing) return
    const at = clock.now() + delayMs
    if (timer && timer.at <= at) return
    timer?.cancel()
    timer = { at, cancel: clock.after(delayMs, begin) }
  }

  function begin() {
    timer?.cancel()
    timer = undefined
    if (writing) return
    writing = writeNoted().then((isWritten) => {
      writing = undefined
      if (!isWritten) writeIn(TRY_AGAIN_MS)
      else if (isUrgent) writeIn(0)
      else if (changed.size > 0) writeIn(COALESCE_MS)
    })
  }

  /** False when the store refused: all of it is noted again, before what came since. */
  async function writeNoted(): Promise<boolean> {
    const taken: Taken = { attempts, callbacks, letters, breakers, discards, forgotten, progress: takeProgress() }
    if (taken.progress.length > 0) crashPoint('progress.taken')
    attempts = []
    callbacks = []
    letters = []
    breakers = new Map()
    discards = new Map()
    forgotten = []
    settles = 0
    isUrgent = false
    if (!isWorthWriting(taken)) return true
    const change: Change = {
      attempts: taken.attempts,
      deadLetters: taken.letters,
      breakers: [...taken.breakers.values()],
      discards: [...taken.discards].map(([what, count]) => ({ ...what, count })),
      forgotten: taken.forgotten,
      progress: taken.progress.map(({ progress }) => progress),
      ...(isOnlyDone(taken) && { isUnhurried: true }),
    }
    const isWritten = await write(change).then(
      () => true,
      () => false,
    )
    if (isWritten && taken.progress.length > 0) crashPoint('ack.written')
    if (isWritten && taken.attempts.length > 0) crashPoint('attempt.durable')
    if (isWritten) for (const onDurable of taken.callbacks) onDurable()
    else noteAgain(taken)
    return isWritten
  }

  function takeProgress(): Taken['progress'] {
    const taken: { readonly marks: Marks; readonly progress: Progress }[] = []
    for (const marks of changed) {
      const progress = gone.has(marks) ? undefined : marks.takeDirty()
      if (progress) taken.push({ marks, progress })
    }
    changed.clear()
    return taken
  }

  function noteAgain(taken: Taken) {
    callbacks = [...taken.callbacks, ...callbacks]
    attempts = [...taken.attempts, ...attempts]
    letters = [...taken.letters, ...letters]
    breakers = new Map([...taken.breakers, ...breakers])
    forgotten = [...taken.forgotten, ...forgotten]
    for (const [what, count] of taken.discards) addDiscards(what, count)
    for (const { marks, progress } of taken.progress) {
      marks.giveBack(progress)
      changed.add(marks)
    }
  }

  function addDiscards(what: Discard, count: number) {
    discards.set(what, (discards.get(what) ?? 0) + count)
  }

  function urge() {
    isUrgent = true
    writeIn(0)
  }

  return {
    moved(marks) {
      settles++
      // Noted before: then its writing is on the way, and the clock need not be asked.
      if (changed.has(marks) && settles < COALESCE_SETTLES) return
      changed.add(marks)
      if (settles >= COALESCE_SETTLES) urge()
      else writeIn(COALESCE_MS)
    },
    attempt(entry, onDurable) {
      attempts.push(entry)
      callbacks.push(onDurable)
      crashPoint('attempt.noted')
      urge()
    },
    installed(marks, onDurable) {
      changed.add(marks)
      callbacks.push(onDurable)
      urge()
    },
    forgotten(plugin, marks) {
      if (marks) gone.add(marks)
      breakers.delete(plugin)
      forgotten.push(plugin)
      urge()
    },
    dead(letter, marks) {
      letters.push(letter)
      crashPoint('deadLetter.noted')
      changed.add(marks)
      urge()
    },
    breaker(state) {
      breakers.set(state.plugin, state)
      crashPoint('breaker.noted')
      urge()
    },
    discarded: (what) => addDiscards(what, 1),
    async flush() {
      await writing
      begin()
      await writing
    },
  }
}

/** Nobody waits for it, and nothing else follows from it. */
function isOnlyDone({ attempts, callbacks, letters, breakers, forgotten }: Taken): boolean {
  return attempts.length + callbacks.length + letters.length + breakers.size + forgotten.length === 0
}

function isWorthWriting({ attempts, callbacks, letters, breakers, discards, forgotten, progress }: Taken): boolean {
  return attempts.length + callbacks.length + letters.length + breakers.size + discards.size + forgotten.length + progress.length > 0
}
