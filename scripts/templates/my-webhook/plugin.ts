import type { Plugin } from '#sdk'
import { post } from './post.ts'

export default {
  on: {
    async gift({ eventId, timestamp, user, payload }, host, { idempotencyKey, signal }) {
      const { url } = host.settings
      if (!url) return host.log.info('No address is set, so the gift is not posted')
      const { giftName, giftCount, coins } = payload
      const body = { eventId, timestamp, by: user.uniqueId, giftName, giftCount, coins }
      const refusal = await post(String(url), body, { idempotencyKey, signal })
      if (refusal) host.log.error('The address refused the gift, which is not tried again', { status: refusal })
    },
  },
} satisfies Plugin
