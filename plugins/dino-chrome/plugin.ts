import type { Delivery, Host, Plugin, UnifiedEvent } from '#sdk'
import { createDino, type Dino } from './dino.ts'
import type { Move } from './game/moves.ts'
import { readSettings } from './settings.ts'

let dino: Dino

export default {
  start(host) {
    dino = createDino({ host, settings: readSettings(host.settings) })
    dino.start()
  },
  on: { gift: act, subscribe: act, follow: act, share: act, chat: act, like: act, join: act },
  actions: {
    move: ({ move }: { move: Move }) => dino.move(move),
    status: () => dino.status(),
  },
  stop: () => dino.stop(),
} satisfies Plugin

function act(event: UnifiedEvent, _host: Host, delivery: Delivery): Promise<void> {
  return dino.onEvent(event, delivery)
}
