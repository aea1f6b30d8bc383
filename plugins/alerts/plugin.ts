import type { Plugin } from '#sdk'
import { ALERT_OF } from './alert.ts'
import { readSettings } from './settings.ts'

export default {
  on: {
    gift(event, host) {
      const settings = readSettings(host.settings)
      if (event.payload.coins >= settings.minCoins) host.publish('alerts', ALERT_OF.gift(event, settings))
    },
    tip: (event, host) => host.publish('alerts', ALERT_OF.tip(event, readSettings(host.settings))),
    subscribe: (event, host) => host.publish('alerts', ALERT_OF.subscribe(event, readSettings(host.settings))),
    follow: (event, host) => host.publish('alerts', ALERT_OF.follow(event, readSettings(host.settings))),
    share: (event, host) => host.publish('alerts', ALERT_OF.share(event, readSettings(host.settings))),
  },
} satisfies Plugin
