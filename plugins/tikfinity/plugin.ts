import type { Delivery, EventOf, Host, Plugin } from '#sdk'
import { type Bridge, createBridge, type Heard } from './bridge.ts'
import { readSettings } from './settings.ts'

let bridge: Bridge

export default {
  start(host) {
    bridge = createBridge(host, readSettings(host.settings))
    bridge.start()
  },
  on: {
    ...{ gift: hear, giftStreak: hear, chat: hear, like: hear, follow: hear, share: hear, join: hear, subscribe: hear, emote: hear },
    ...{ viewerCount: hear, streamEnd: hear },
  },
  actions: {
    status: () => bridge.status(),
    tools: (_input: unknown, { signal }: Host) => bridge.tool.offers(signal),
  },
  stop: () => bridge.stop(),
} satisfies Plugin

function hear(event: EventOf<Heard>, _host: Host, delivery: Delivery): Promise<void> {
  return bridge.hear(event, delivery)
}
