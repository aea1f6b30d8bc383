import type { Plugin } from '#sdk'

export default {
  on: {
    gift: ({ payload, user }, host) =>
      host.publish('cards', { kind: 'gift', name: user?.safeName, gift: payload.giftName, times: payload.giftCount }),
    subscribe: ({ user }, host) => host.publish('cards', { kind: 'subscribe', name: user.safeName }),
    follow: ({ user }, host) => host.publish('cards', { kind: 'follow', name: user.safeName }),
    share: ({ user }, host) => host.publish('cards', { kind: 'share', name: user.safeName }),
    chat: ({ payload, user }, host) => host.publish('cards', { kind: 'chat', name: user.safeName, text: payload.message }),
    join: ({ user }, host) => host.publish('cards', { kind: 'join', name: user.safeName }),
    like: ({ payload, user }, host) => host.publish('cards', { kind: 'like', name: user.safeName, times: payload.likeCount }),
  },
} satisfies Plugin
