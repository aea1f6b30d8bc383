import { textOf } from './arguments.ts'
import { PowerError, type PowersOf } from './power.ts'
import { notGranted } from './refusal.ts'

export type CallAction = (from: string, action: string, input: unknown) => Promise<unknown>

/** Calls of other plugins' actions, each granted by its whole name; a plugin's own need no grant. */
export function createActionPowers(call: CallAction): PowersOf<'actions'> {
  return {
    'actions.call': async (asker, [given, input]) => {
      const action = textOf(given, 'The name of an action')
      const isOwn = action.startsWith(`${asker.plugin}.`)
      if (!isOwn && !asker.grants().actions?.includes(action)) throw notGranted(asker.plugin, 'actions', action)
      asker.used('actions', action)
      const value = await call(asker.plugin, action, input).catch((error: unknown) => {
        throw new PowerError('Error', error instanceof Error ? error.message : String(error))
      })
      return value === undefined ? {} : { value }
    },
  }
}
