import type { Plugin } from '#sdk'

export default {
  start: (host) => host.log.info('Started', { id: host.id, settings: host.settings }),
  on: {
    '*'(event, host, { attempt, redelivered, idempotencyKey }) {
      const { eventType, seqNo, eventId, source, streamId, sessionId, timestamp, ingestedAt } = event
      host.log.info(`${eventType}, number ${seqNo}, attempt ${attempt}${redelivered ? ', delivered before' : ''}`, {
        ...{ eventId, source, streamId, sessionId, timestamp, ingestedAt, attempt, redelivered, idempotencyKey },
        lagMs: Date.now() - Date.parse(ingestedAt),
      })
      // What viewers say is for nobody's log file unless somebody asks for it.
      host.log.debug(`${eventType}, number ${seqNo}, in full`, { user: event.user, value: event.value, payload: event.payload })
    },
  },
  stop: (host) => host.log.info('Stopped', { id: host.id, aborted: host.signal.aborted }),
} satisfies Plugin
