import type { Plugin } from '#sdk'

export default {
  on: {
    gift({ user, payload }, host) {
      const { minCoins, seconds } = host.settings
      if (payload.coins < Number(minCoins)) return
      host.publish('alert', { text: `${user.safeName} sent ${payload.giftCount} × ${payload.giftName}`, seconds })
    },
    follow: ({ user }, host) => host.publish('alert', { text: `${user.safeName} follows you`, seconds: host.settings.seconds }),
  },
} satisfies Plugin
