import type { Plugin } from '#sdk'
import { KERNELS } from './sandbox-kernels.ts'

let letters = 0

/** What the sandbox bench runs in every place: a chat is handled as most are, a like asks the host, a gift names a kernel. */
export default {
  on: {
    chat(event) {
      letters += event.payload.message.length + event.user.displayName.length
    },
    async like(event, host) {
      for (let n = 0; n < event.payload.likeCount; n += 1) await host.kv.get('a')
    },
    async gift(event, host) {
      host.publish('result', (await KERNELS[event.payload.giftName]?.()) ?? letters)
    },
  },
} satisfies Plugin
