import type { Plugin } from '#sdk'
import { type Effect, giftEffect, keyOf, sendEffect, waitingEffects } from './effect.ts'

export default {
  on: {
    gift: (event, host) => sendEffect(host, giftEffect(event, Number(host.settings.coinsForBoss))),
    follow: ({ seqNo, user }, host) => sendEffect(host, { id: String(seqNo), effect: 'heal', amount: 1, by: user.safeName }),
  },
  actions: {
    waiting: async (_input, host) => ({ effects: await waitingEffects(host) }),
    async receipt({ id, status }: { id: string; status: 'ok' | 'retry' | 'failed' }, host) {
      // What lies under the key was written by sendEffect.
      const effect = (await host.kv.get(keyOf(id))) as Effect | undefined
      if (!effect) return { known: false }
      if (status === 'retry') host.publish('effects', effect)
      else await host.kv.delete(keyOf(id))
      if (status === 'failed') host.log.warn('The game could not do it', { ...effect })
      return { known: true }
    },
  },
} satisfies Plugin
