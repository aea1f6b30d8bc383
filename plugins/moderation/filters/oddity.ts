const MARKS_IN_A_ROW = 4
const CONTROLS_MAX = 2

/** Letters under heaps of marks, and characters that turn the direction of what others wrote. */
export function isOdd(text: string): boolean {
  const stacked = new RegExp(`\\p{M}{${MARKS_IN_A_ROW},}`, 'u').test(text.normalize('NFD').replace(/[\ufe0e\ufe0f\u20e3\u200d]/gu, ''))
  const turns = text.match(/[\u202a-\u202e\u2066-\u2069]/gu)?.length ?? 0
  return stacked || turns > CONTROLS_MAX
}
