import type { Delivery, Host, Plugin, UnifiedEvent } from '#sdk'
import { type Control, createControl } from './control.ts'
import { readSettings } from './settings.ts'

let control: Control

export default {
  start(host) {
    control = createControl(host, readSettings(host.settings))
    control.start()
  },
  on: { gift: hear, tip: hear, chat: hear, like: hear, follow: hear, share: hear, subscribe: hear, join: hear },
  actions: {
    status: () => control.status(),
    effect({ code, viewer = 'the crowd', seconds, quantity }: { code: string; viewer?: string; seconds?: number; quantity?: number }) {
      return control.effect({ code, viewer, ...(seconds && { durationMs: Math.round(seconds * 1000) }), ...(quantity && { quantity }) })
    },
    stop: ({ code }: { code: string }) => control.end(code),
  },
  stop: () => control.stop(),
} satisfies Plugin

function hear(event: UnifiedEvent, _host: Host, delivery: Delivery): Promise<void> {
  return control.hear(event, delivery)
}
