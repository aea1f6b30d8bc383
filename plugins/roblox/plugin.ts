import type { Delivery, Host, Plugin } from '#sdk'
import type { ToldEvent } from '#sdk/game-message'
import { createExperience } from './experience.ts'
import { readSettings } from './settings.ts'

let experience: ReturnType<typeof createExperience>

export default {
  start(host) {
    experience = createExperience({ host, settings: readSettings(host.settings) })
    if (!experience.status().isSetUp) host.log.info('Roblox is not set up yet: write the universe and the key into the settings')
  },
  on: { gift: tell, tip: tell, subscribe: tell, follow: tell, share: tell, chat: tell, like: tell, viewerCount: tell },
  actions: {
    status: () => experience.status(),
    test: () => experience.test().then(() => experience.status()),
  },
  stop: () => experience.stop(),
} satisfies Plugin

function tell(event: ToldEvent, _host: Host, delivery: Delivery): Promise<void> {
  return experience.tell(event, delivery)
}
