import type { Delivery, Host, Plugin } from '#sdk'
import type { ToldEvent } from '#sdk/game-message'
import { keptSecret } from '#sdk/secret'
import { createServer } from './server.ts'
import { type FivemSettings, readSettings } from './settings.ts'

let settings: FivemSettings
let server: ReturnType<typeof createServer>
let token: string

export default {
  async start(host) {
    settings = readSettings(host.settings)
    token = settings.token ?? (await keptSecret(host.kv, 'token'))
    server = createServer({ host, settings, token })
  },
  on: { gift: tell, tip: tell, subscribe: tell, follow: tell, share: tell, chat: tell, like: tell, viewerCount: tell },
  actions: {
    status: () => ({ ...server.state(), address: settings.address, dryRun: settings.dryRun }),
    test: (_input: unknown, { signal }: Host) => server.ask(signal),
    pairing: () => ({ serverCfg: [`set showrunner_token "${token}"`, `ensure ${settings.resource}`] }),
  },
} satisfies Plugin

function tell(event: ToldEvent, _host: Host, delivery: Delivery): Promise<void> {
  return server.tell(event, delivery)
}
