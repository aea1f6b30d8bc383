import type { Measure } from '../apart.ts'
import type { Cleanup } from '../cleanup.ts'
import type { Sizes } from '../sizes.ts'

export type PartOptions = {
  readonly sizes: Sizes
  readonly cleanup: Cleanup
  /** Measures with a host, in a process of its own when figures count. */
  readonly measure: Measure
  /** What is being measured, for whoever waits. */
  readonly progress: (sentence: string) => void
}

/** One question of the bench: measured once a round, so that a loud minute of the machine falls on every part alike. */
export type Part<Figures = unknown> = {
  readonly about: string
  open(options: PartOptions): Promise<{
    round(): Promise<void>
    /** Of all rounds so far. */
    figures(): Figures
  }>
  /** One line each, a table or more. */
  tables(figures: Figures): readonly string[]
}
