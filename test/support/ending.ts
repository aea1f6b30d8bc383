import type { Ending } from './host.ts'

/** What ends with a file of tests rather than with one: hand it to `after`. The last that began ends first. */
export function createEnding() {
  const ends: (() => unknown)[] = []
  return {
    // What is handed in here takes nothing.
    after: ((end: () => unknown) => void ends.push(end)) as Ending['after'],
    async end(): Promise<void> {
      for (const end of ends.reverse()) await end()
    },
  }
}
