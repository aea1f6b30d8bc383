import type { Host, Plugin } from '#sdk'

const KEY = 'count'

export default {
  on: {
    async streamStart(_event, host) {
      if (host.settings.resetOnStart) await setTo(host, 0)
    },
  },
  actions: {
    // The sum is made in one step, so two that come at once both count.
    add: async ({ amount = 1 }: { amount?: number }, host) => told(host, await host.kv.sum(KEY, amount)),
    reset: ({ to = 0 }: { to?: number }, host) => setTo(host, to),
  },
} satisfies Plugin

async function setTo(host: Host, count: number) {
  await host.kv.set(KEY, count)
  return told(host, count)
}

function told(host: Host, count: number) {
  host.publish('count', { count })
  return { count }
}
