import type { Clock } from '#sdk/clock'
import { createVirtualClock } from '../../support/virtual-clock.ts'

/** The plugin's clock, which only moves when told, and chance that never takes anything away. */
export function createTestClock(): Clock & Pick<ReturnType<typeof createVirtualClock>, 'advance' | 'pending'> {
  return { ...createVirtualClock(), random: () => 0 }
}
