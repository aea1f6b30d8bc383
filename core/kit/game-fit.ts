import type { Actions } from '#sdk'
import type { GameMessage } from '#sdk/game-message'
import { createModeration } from '#sdk/moderation'

/** A game may show all that it is told of a viewer. */
const SHOWN = '{user} {message}'

/** What a game is told, without what moderation hides: `***` for a name, nothing for words. Grant `moderation.check`; never rejects. */
export function createGameFit(actions: Pick<Actions, 'call'>) {
  const { fitValues } = createModeration()
  return (messages: readonly GameMessage[]): Promise<readonly GameMessage[]> =>
    Promise.all(messages.map(async (message) => ({ ...message, data: await fitValues(actions, SHOWN, message.data) })))
}
