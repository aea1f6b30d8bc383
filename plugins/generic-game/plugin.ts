import type { Delivery, Plugin, UnifiedEvent } from '#sdk'
import { createGame, type Game } from './game.ts'
import { sampleMessage } from './sample.ts'
import { readSettings } from './settings.ts'

let game: Game

const take = (event: UnifiedEvent, _host: unknown, delivery: Delivery) => game.take(event, delivery)

export default {
  start(host) {
    game = createGame(host, readSettings(host.settings))
    game.start()
  },
  on: { gift: take, tip: take, subscribe: take, follow: take, share: take, chat: take, like: take },
  actions: {
    async test(_input, host) {
      const message = sampleMessage()
      await game.test(message, host.signal)
      return { sent: message.id, ...game.status() }
    },
    status: () => game.status(),
  },
  stop: () => game.stop(),
} satisfies Plugin
