import type { Actions } from '#sdk'
import type { Moderation } from '#sdk/moderation'
import type { Alert } from './alert.ts'
import type { Texts } from './texts.ts'

/** What of a card moderation hides. */
export type Hidden = { readonly name: boolean; readonly message: boolean }

/** Looks at what of a card is a viewer's own; the title of a goal is the streamer's. */
export async function hiddenOf(
  { kind, name, message = '' }: Alert,
  { hidesName, hidesText }: Moderation,
  actions: Actions,
): Promise<Hidden> {
  if (kind === 'goal') return { name: false, message: false }
  const [isNameHidden, isMessageHidden] = await Promise.all([hidesName(actions, name), hidesText(actions, message)])
  return { name: isNameHidden, message: isMessageHidden }
}

/** The card without it: money that was given is shown all the same. */
export function fit(alert: Alert, { somebody }: Texts, hidden: Hidden): Alert {
  const { message, ...card } = alert
  return { ...card, ...(hidden.name && { name: somebody }), ...(message !== undefined && !hidden.message && { message }) }
}
