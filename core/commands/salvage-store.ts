import { basename } from 'node:path'
import type { Clock } from '../base/clock.ts'
import { salvage } from '../store/sqlite/salvage/salvage.ts'

/** Saves what can be read of a damaged store before the host starts with it, and says how much that is. */
export async function salvageStore(parts: {
  readonly dataDir: string
  readonly clock: Clock
  readonly say: (sentence: string) => void
}): Promise<void> {
  const { dataDir, clock, say } = parts
  const outcome = await salvage(dataDir, { clock })
  if (!outcome) return say('The store is whole; there is nothing to salvage')
  const { events, committed, incomplete, moved } = outcome
  const missing = incomplete.length > 0 ? ` Something is missing from: ${incomplete.join(', ')}.` : ''
  say(
    `Salvaged ${events} of ${committed} events; the damaged files are kept as ${moved.map((file) => basename(file)).join(' and ')}.${missing}`,
  )
}
