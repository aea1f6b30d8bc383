import type { EventOf, Host } from '#sdk'

/** What the game is sent. */
export type Effect = { readonly id: string; readonly effect: 'boss' | 'spawn' | 'heal'; readonly amount: number; readonly by: string }

/** More than these wait for no game; the oldest go. */
const WAITING_MAX = 100

/** A gift calls a boss or so many enemies, by its worth. */
export function giftEffect({ seqNo, user, payload }: EventOf<'gift'>, coinsForBoss: number): Effect {
  const isBoss = payload.coins >= coinsForBoss
  return { id: String(seqNo), effect: isBoss ? 'boss' : 'spawn', amount: isBoss ? 1 : Math.min(payload.giftCount, 20), by: user.safeName }
}

/** Kept until the game says how it went, so that it can be sent again. */
export async function sendEffect(host: Host, effect: Effect): Promise<void> {
  await host.kv.set(keyOf(effect.id), effect)
  const keys = await host.kv.list('sent:')
  const tooOld = keys.slice(0, Math.max(0, keys.length - WAITING_MAX))
  for (const key of tooOld) await host.kv.delete(key)
  if (tooOld.length > 0) host.log.warn('No game takes the effects, so the oldest is given up', { waiting: WAITING_MAX })
  host.publish('effects', effect)
}

/** What no game has done yet, oldest first. */
export async function waitingEffects(host: Host): Promise<readonly Effect[]> {
  const effects: Effect[] = []
  for (const key of await host.kv.list('sent:')) {
    // What lies under these keys was written by sendEffect; a receipt may have come meanwhile.
    const effect = (await host.kv.get(key)) as Effect | null
    if (effect) effects.push(effect)
  }
  return effects
}

/** Keys are listed in their order, which is that of the events. */
export const keyOf = (id: string) => `sent:${id.padStart(16, '0')}`
