import type { Actions } from '#sdk'
import { fill } from './fill.ts'
import type { MenuItem } from './item.ts'
import { MenuProblem } from './problem.ts'

/**
 * Asks the plugin that acts whether it would take what the item calls, with the words of some viewer in it. Rejects with ITEM_INVALID; of a plugin that does not
 * run nothing is known.
 */
export function createItemCheck({ call }: Pick<Actions, 'call'>) {
  return async ({ action, title, unit }: Pick<MenuItem, 'action' | 'title' | 'unit'>): Promise<void> => {
    if (!action) return
    // A gift brings no message.
    const words = { name: 'Ana', message: unit === 'coins' ? '' : 'Hello', item: title }
    await call(action.id, fill(action.input ?? {}, words), { dryRun: true }).catch((error: unknown) => {
      const { message = '' } = Object(error) as { message?: string }
      if (message.startsWith('Input of ')) throw new MenuProblem('ITEM_INVALID', message)
    })
  }
}
