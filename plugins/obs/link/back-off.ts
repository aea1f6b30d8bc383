const FIRST_MS = 1000
const LONGEST_MS = 30_000

/** How long to wait before the next try, after so many that failed: 1 s, doubling to 30 s, of which chance takes up to a half away. */
export function backOffMs(failed: number, random: () => number): number {
  const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failed - 1, 10))
  return Math.round(most * (1 - random() / 2))
}
