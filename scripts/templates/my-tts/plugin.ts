import type { Plugin } from '#sdk'
import { speak } from './speak.ts'

export default {
  on: {
    gift: ({ user, payload }, host) => speak(host, `${user.safeName}: ${payload.giftCount} ${payload.giftName}`),
    chat({ user, payload }, host) {
      const prefix = String(host.settings.prefix)
      if (payload.message.startsWith(prefix)) return speak(host, `${user.safeName}: ${payload.message.slice(prefix.length)}`)
    },
  },
  actions: {
    say: async ({ text, language }: { text: string; language?: string }, host) => ({ by: await speak(host, text, language) }),
  },
} satisfies Plugin
