import type { Plugin } from '#sdk'
import { askService, type Service } from './answer.ts'

export default {
  on: {
    async chat({ user, payload }, host, { signal }) {
      const { prefix, without } = host.settings
      if (!payload.message.startsWith(String(prefix))) return
      const question = payload.message.slice(String(prefix).length)
      // settings.schema.json says that these are texts.
      const service = host.settings as Service
      const answer = service.key ? await askService(service, question, signal) : String(without)
      if (answer === undefined) return host.log.warn('The service refused the question; look at the key and the model')
      host.publish('answer', { by: user.safeName, question, answer })
    },
  },
} satisfies Plugin
