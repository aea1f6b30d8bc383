/** Classes of priority inside a lane, the most urgent first; `floor` is the lowest priority of the band. */
export const BANDS = [
  { name: 'critical', floor: 50 },
  { name: 'normal', floor: 10 },
  { name: 'bulk', floor: 0 },
] as const

/** Index of a priority's band. */
export function bandOf(priority: number): number {
  if (priority >= 50) return 0
  return priority >= 10 ? 1 : 2
}
