/** The dinosaur, driven. Each resolves when it was seen to happen, and rejects with RetryError, or PermanentError where it cannot be done here. */
export type Game = {
  /** Begins, or begins anew after a crash; resolves when the dinosaur runs. */
  readonly run: () => Promise<void>
  /** Resolves with the end of the jump, however it ends. */
  readonly jump: () => Promise<void>
  readonly duck: (ms: number) => Promise<void>
  /** Faster, or slower when it is less than nothing; within what the game knows. */
  readonly speedUp: (by: number) => Promise<void>
  /** Waits a while for a crash; whether there is one. */
  readonly isCrashed: (withinMs: number) => Promise<boolean>
  /** Points of this run; undefined where the game does not tell. */
  readonly score: () => Promise<number | undefined>
}
