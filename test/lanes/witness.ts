import type { Written } from '../support/plugin-folders.ts'

/** Publishes the name of every gift that it handles, and the words of every chat. */
export const WITNESS: Written = {
  manifest: {
    subscriptions: [{ event: 'gift' }, { event: 'chat' }, { event: 'like' }],
  },
  files: {
    'plugin.ts': `import type { Plugin } from '#sdk'
      export default {
        on: {
          gift: (event, host) => host.publish('gift', event.payload.giftName),
          chat: (event, host) => host.publish('chat', event.payload.text),
          like: () => {},
        },
      } satisfies Plugin`,
  },
}
