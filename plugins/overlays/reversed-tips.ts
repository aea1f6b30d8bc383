import type { Host } from '#sdk'

const KEY = 'reversed'
/** Of more than so many the oldest are forgotten. */
const MAX = 500

/** The numbers of tips that were taken back, for a start that counts them from the log. */
export async function reversedTips(kv: Host['kv']): Promise<readonly number[]> {
  return ((await kv.get(KEY)) as readonly number[] | undefined) ?? [] // Only written below.
}

export async function keepReversed(kv: Host['kv'], tip: number): Promise<void> {
  const known = await reversedTips(kv)
  if (!known.includes(tip)) await kv.set(KEY, [...known, tip].slice(-MAX))
}
