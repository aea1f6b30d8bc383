import { HostError } from '../../core/base/errors.ts'
import type { LaneDesks } from '../../core/serve/lane-desks.ts'

const noPlugin = () => new HostError('PLUGIN_UNKNOWN', 'There is no such plugin')
const HEALTHY = { health: 'healthy' as const, reasons: [] }
const NO_COUNTS = { completed: 0, failed: 0, dead: 0, discarded: {}, averageMs: 0, successRate: 1, perType: {} }

/** The lanes of a host without plugins. */
export const NO_LANES: LaneDesks = {
  lanes: {
    list: () => [],
    show() {
      throw noPlugin()
    },
    history() {
      throw noPlugin()
    },
    pause: () => Promise.reject(noPlugin()),
    setThreads: () => Promise.reject(noPlugin()),
  },
  queue: {
    status: () => ({ ...HEALTHY, size: 0, max: 0, utilization: 0, spilled: 0, inFlight: 0, deadLetters: 0, held: false, lanes: [] }),
    stats: () => ({ ...NO_COUNTS, since: '2026-11-20T18:00:00.000Z', perHour: [], perDay: [], perPlugin: {} }),
    health: () => HEALTHY,
    clear: async () => ({}),
    optimize: async () => ({}),
  },
  deliveries: { list: () => ({ deliveries: [] }), why: () => undefined },
  panic: {
    state: () => ({ on: false, heldEvents: 0 }),
    press: async () => ({ on: true, heldEvents: 0 }),
    release: async () => ({ on: false, heldEvents: 0 }),
  },
  subscriptions: {
    list() {
      throw noPlugin()
    },
    change: () => Promise.reject(noPlugin()),
    reset: () => Promise.reject(noPlugin()),
  },
  alerts: { list: () => [] },
}
