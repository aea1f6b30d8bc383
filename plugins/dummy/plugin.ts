import type { Plugin } from '#sdk'

const counts = new Map<string, number>()

export default {
  start: () => counts.clear(),
  on: {
    '*'(event, host) {
      const count = (counts.get(event.eventType) ?? 0) + 1
      counts.set(event.eventType, count)
      host.log.info(`${event.eventType} ${count} from ${event.user?.safeName ?? 'the stream'}`)
    },
  },
  stop: (host) => host.log.info('Events seen', Object.fromEntries(counts)),
} satisfies Plugin
