import type { Plugin } from '#sdk'

export default {
  on: {
    gift: ({ payload, user }, host) => host.publish('moves', { move: 'boost', times: payload.giftCount, by: user?.safeName }),
    subscribe: ({ user }, host) => host.publish('moves', { move: 'shield', times: 1, by: user.safeName }),
    follow: ({ user }, host) => host.publish('moves', { move: 'jump', times: 2, by: user.safeName }),
    share: ({ user }, host) => host.publish('moves', { move: 'jump', times: 1, by: user.safeName }),
    chat: ({ payload, user }, host) => {
      if (/^!?(jump|duck)\b/i.test(payload.message)) host.publish('moves', { move: wordOf(payload.message), times: 1, by: user.safeName })
    },
    like: ({ payload, user }, host) => host.publish('moves', { move: 'run', times: payload.likeCount, by: user.safeName }),
    join: ({ user }, host) => host.publish('moves', { move: 'wave', times: 1, by: user.safeName }),
  },
} satisfies Plugin

const wordOf = (message: string) => (/duck/i.test(message) ? 'duck' : 'jump')
