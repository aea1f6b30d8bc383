import type { QueueHealth } from '../../../schemas/types.ts'

/** What the health of the queue is judged by: shares from 0 to 1. */
export type Vitals = {
  /** Of the fullest lane. */
  readonly utilization: number
  /** Its plugin. */
  readonly fullest: string
  /** Of the last hour. */
  readonly successRate: number
}

/** Above these, and below those. */
const LIMITS = { warning: { utilization: 0.9, successRate: 0.95 }, critical: { utilization: 0.95, successRate: 0.9 } } as const

/** warning above 90 % full or below 95 % success; critical above 95 % or below 90 %. The thresholds are those of the reference system (checklist S0-037). */
export function healthOf({ utilization, fullest, successRate }: Vitals): QueueHealth {
  const percent = (share: number) => `${Math.round(share * 1000) / 10} %`
  const reasons = [
    utilization > LIMITS.warning.utilization && `The queue of ${fullest} is ${percent(utilization)} full`,
    successRate < LIMITS.warning.successRate && `Only ${percent(successRate)} of the deliveries of the last hour succeeded`,
  ].filter((reason) => typeof reason === 'string')
  const isCritical = utilization > LIMITS.critical.utilization || successRate < LIMITS.critical.successRate
  return { health: reasons.length === 0 ? 'healthy' : isCritical ? 'critical' : 'warning', reasons }
}

/** How full the fullest lane is. */
export function fullestOf(lanes: readonly { readonly plugin: string; readonly depth: number; readonly max: number }[]) {
  const shares = lanes.map(({ plugin, depth, max }) => ({ fullest: plugin, utilization: max > 0 ? depth / max : 0 }))
  return shares.reduce((most, each) => (each.utilization > most.utilization ? each : most), { fullest: '', utilization: 0 })
}
