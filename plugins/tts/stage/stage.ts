import type { PluginLog } from '#sdk'
import { type Speech, SpeechError, type Spoken } from '../speech.ts'
import type { Entry } from './entry.ts'
import type { History } from './history.ts'
import type { Line } from './line.ts'
import type { Player } from './player.ts'

// The states of the stage:
//   idle      nothing waits
//   making    a sound is made of what came next
//   playing   it is heard
//   between   nothing is heard for a moment, so that one is told from the next
//   paused    what waits, waits, and so does what a sound was being made of; what was being heard was heard to its end

export type StageState = 'idle' | 'making' | 'playing' | 'between' | 'paused'

type Parts = {
  readonly line: Line<Entry>
  readonly speech: Pick<Speech, 'say'>
  readonly player: Player
  readonly history: Pick<History, 'note'>
  /** Told of everything that was said, beside who hears it. */
  readonly onSpoken: (spoken: Spoken, entry: Entry) => void
  readonly gapMs: number
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  readonly now: () => number
  readonly log: Pick<PluginLog, 'debug' | 'info' | 'warn'>
}

const NEVER = new AbortController().signal

/** Says what waits, one at a time. */
export function createStage({ line, speech, player, history, onSpoken, gapMs, wait, now, log }: Parts) {
  let state: StageState = 'idle'
  let isPaused = false
  let turn: AbortController | undefined
  /** What a sound is made of, or is heard. */
  let current: Entry | undefined
  let trouble: string | undefined

  async function run(): Promise<void> {
    if (turn) return
    for (let entry = take(); entry; entry = take()) {
      turn = new AbortController()
      current = entry
      await perform(entry, turn.signal).catch((error) => tell(error))
      current = undefined
      state = 'between'
      await wait(gapMs, NEVER)
    }
    turn = undefined
    state = 'idle'
  }

  const take = () => (isPaused ? undefined : line.next())

  async function perform(entry: Entry, signal: AbortSignal): Promise<void> {
    state = 'making'
    const spoken = await orCut(speech.say(entry.utterance, signal), signal)
    trouble = undefined
    if (isPaused) return line.putBack(entry)
    state = 'playing'
    onSpoken(spoken, entry)
    const at = new Date(now()).toISOString()
    const heard = {
      at,
      kind: entry.kind,
      text: spoken.text,
      provider: spoken.provider,
      ms: spoken.ms,
      ...(entry.userId && { userId: entry.userId }),
    }
    try {
      await player.play(spoken, entry, signal)
      await history.note(heard)
    } catch (error) {
      await history.note({ ...heard, cut: true })
      throw error
    }
  }

  /** Without the text, which may be a viewer's; the same trouble once, until there was another or none. */
  function tell(error: unknown): void {
    if (error === CUT) return
    const why = error instanceof Error ? error.message : 'unknown'
    const problem = error instanceof SpeechError ? error.problem : 'nobody'
    const isUsual = problem === 'empty' || problem === 'hidden' || why === trouble
    // Who has not set a voice up yet is not troubled with every start.
    log[isUsual ? 'debug' : problem === 'unset' ? 'info' : 'warn']('Nothing was said', { why })
    trouble = why
  }

  return {
    /** To be called whenever something was put in line. */
    goOn: () => void run(),
    skip: () => turn?.abort(CUT),
    /** Takes away what fits, waiting or under way, and answers how many. */
    drop(fits: (entry: Entry) => boolean): number {
      const isCut = current !== undefined && turn?.signal.aborted === false && fits(current)
      if (isCut) turn?.abort(CUT)
      return line.drop(fits) + Number(isCut)
    },
    pause() {
      isPaused = true
    },
    resume() {
      isPaused = false
      void run()
    },
    state: (): StageState => (isPaused && state === 'idle' ? 'paused' : state),
  }
}

/** As the work ends, or with the signal's reason at once: whoever is asked may not listen to it, and the next one waits. */
async function orCut<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const cut = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  const done = await Promise.race([work, cut])
  signal.throwIfAborted()
  return done
}

/** Somebody wanted no more of it. */
const CUT = new Error('Cut off')

export type Stage = ReturnType<typeof createStage>
