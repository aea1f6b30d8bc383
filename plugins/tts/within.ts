export type Limits = readonly [min: number, max: number, otherwise: number]

/** The nearest number within the limits, and the other for what is no number. */
export function within(value: unknown, [min, max, otherwise]: Limits): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : otherwise
}
