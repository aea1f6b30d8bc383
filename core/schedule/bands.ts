/** Classes of priority inside a lane, the most urgent first; `floor` is the lowest priority of the band. */
export const BANDS = [
  { name: 'critical', floor: 50 },
  { name: 'normal', floor: 10 },
  { name: 'bulk', floor: 0 },
] as const

/** Of the first band: it goes before what was sent and has not begun. */
export function isUrgent({ priority }: { readonly priority: number }): boolean {
  return priority >= BANDS[0].floor
}

/** Index of a priority's band. */
export function bandOf(priority: number): number {
  if (priority >= 50) return 0
  return priority >= 10 ? 1 : 2
}
