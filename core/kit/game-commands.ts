import { commandMessage, type GameMessage } from '#sdk/game-message'
import { createRules, type When } from '#sdk/rules'
import type { UnifiedEvent } from '../../schemas/types.ts'

/** When something happens, the game does what it knows by the name of the command. */
export type CommandRule = When & { readonly command: string; readonly seconds?: number }

/** The commands that an event calls for, in the order of the rules. */
export function createCommands(rules: readonly CommandRule[], now: () => number = Date.now) {
  const fitting = createRules(rules)
  return (event: UnifiedEvent): readonly GameMessage[] => {
    const user = event.user?.safeName
    return fitting(event).map(({ command, seconds }) =>
      commandMessage({ command, ...(user !== undefined && { user }), ...(seconds !== undefined && seconds > 0 && { seconds }) }, now()),
    )
  }
}
