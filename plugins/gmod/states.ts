import type { PluginLog } from '#sdk'
import type { WayState } from './ways/way.ts'

/** Writes each change into the log, once. */
export function createStates(log: Pick<PluginLog, 'info' | 'warn'>) {
  let last: WayState['state'] = 'closed'
  return ({ state, detail = '' }: WayState) => {
    if (state === last) return
    last = state
    if (state === 'open') log.info('The game is there')
    if (state === 'waiting') log.info('The game is not there', { detail })
    if (state === 'refused') log.warn('The game cannot be reached', { detail })
  }
}
