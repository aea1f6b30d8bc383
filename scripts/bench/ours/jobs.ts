import { measureDeliveries } from './deliveries.ts'
import { measureGifts } from './gifts.ts'
import { growLog } from './grow-log.ts'
import { measureLimitOf, measurePlainOf } from './limit.ts'
import { measureLog } from './log.ts'
import { measureSockets } from './sockets.ts'
import { measureUrgent } from './urgent.ts'

/** What is measured in a process of its own. */
export const JOBS = {
  deliveries: measureDeliveries,
  gifts: measureGifts,
  growLog,
  limit: measureLimitOf,
  log: measureLog,
  plain: measurePlainOf,
  sockets: measureSockets,
  urgent: measureUrgent,
}

export type Jobs = typeof JOBS
