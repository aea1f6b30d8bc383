import { RetryError } from '#sdk/failures'
import { createTurns } from '#sdk/turns'
import type { Game } from './game.ts'
import type { Move } from './moves.ts'

type Parts = {
  readonly game: Game
  readonly duckMs: number
  readonly speedStep: number
  /** A crash is followed by a new run by itself. */
  readonly isRestarted: boolean
  /** The dinosaur hit something, with so many points. */
  readonly onCrash: (score: number | undefined) => void
  /** The game cannot be driven any more. */
  readonly lost: (why: string) => void
}

const WATCHED_MS = 10_000
const MAX_WAITING = 20

export type Play = ReturnType<typeof createPlay>

/** One move at a time, each once the dinosaur runs; after a crash it runs again. */
export function createPlay({ game, duckMs, speedStep, isRestarted, onCrash, lost }: Parts) {
  const inTurn = createTurns()
  let waiting = 0
  let beginning: Promise<void> | undefined
  let isOver = false

  const moves: Readonly<Record<Move, () => Promise<void>>> = {
    jump: game.jump,
    duck: () => game.duck(duckMs),
    faster: () => game.speedUp(speedStep),
    slower: () => game.speedUp(-speedStep),
  }

  /** A move and the one that watches for crashes begin a run together. */
  function run(): Promise<void> {
    beginning ??= game.run().finally(() => {
      beginning = undefined
    })
    return beginning
  }

  async function watch(): Promise<void> {
    while (!isOver) {
      await run()
      if (!(await game.isCrashed(WATCHED_MS))) continue
      onCrash(await game.score())
    }
  }

  if (isRestarted) watch().catch((error: unknown) => lost(error instanceof Error ? error.message : String(error)))

  return {
    /** Resolves when it was seen. */
    async move(name: Move, signal: AbortSignal): Promise<void> {
      if (waiting >= MAX_WAITING) throw new RetryError(`${MAX_WAITING} moves wait for the dinosaur already`)
      waiting += 1
      return inTurn(async () => {
        if (signal.aborted) throw new RetryError('It was not this move’s turn in time')
        await run()
        await moves[name]()
      }).finally(() => {
        waiting -= 1
      })
    },
    score: game.score,
    stop() {
      isOver = true
    },
  }
}
