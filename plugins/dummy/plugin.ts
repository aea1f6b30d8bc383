import type { Plugin } from '#sdk'

const counts = new Map<string, number>()

export default {
  start: () => counts.clear(),
  on: {
    '*'(event, host) {
      const count = (counts.get(event.eventType) ?? 0) + 1
      counts.set(event.eventType, count)
      // Without who it was: what viewers are called is for nobody's log file.
      host.log.info(`${event.eventType} ${count}, number ${event.seqNo}`)
    },
  },
  stop: (host) => host.log.info('Events seen', Object.fromEntries(counts)),
} satisfies Plugin
