import type { LinkState } from '#sdk/link'
import type { PluginLog } from '../sdk.ts'

/** Tells the log when a server is there, when it is lost, and what an operator has to mend; not each of the tries between. */
export function noteStates(log: Pick<PluginLog, 'info' | 'warn'>): (state: LinkState) => void {
  let isLost = false
  return ({ state, detail = '' }) => {
    if (state === 'open') log.info('The server is there')
    if (state === 'refused') log.warn(detail)
    if (state === 'waiting' && !isLost) log.warn(`The server is not there: ${detail}`)
    if (state !== 'connecting') isLost = state === 'waiting'
  }
}
