import type { EventOf, Host } from '#sdk'

/** What the game is sent. */
export type Effect = { readonly id: string; readonly effect: 'boss' | 'spawn' | 'heal'; readonly amount: number; readonly by: string }

/** A gift calls a boss or so many enemies, by its worth. */
export function giftEffect({ eventId, user, payload }: EventOf<'gift'>, coinsForBoss: number): Effect {
  const isBoss = payload.coins >= coinsForBoss
  return { id: eventId, effect: isBoss ? 'boss' : 'spawn', amount: isBoss ? 1 : Math.min(payload.giftCount, 20), by: user.safeName }
}

/** Kept until the game says how it went, so that it can be sent again. */
export async function sendEffect(host: Host, effect: Effect): Promise<void> {
  await host.kv.set(`sent:${effect.id}`, effect)
  host.publish('effects', effect)
}
