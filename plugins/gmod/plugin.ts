import type { Delivery, Host, Plugin } from '#sdk'
import type { ToldEvent } from '#sdk/game-message'
import { keptSecret } from '#sdk/secret'
import { pairingOf } from './pairing.ts'
import { createService } from './service.ts'
import { type GmodSettings, readSettings } from './settings.ts'

let settings: GmodSettings
let service: ReturnType<typeof createService>
let token: string

export default {
  async start(host) {
    settings = readSettings(host.settings, (name) => Deno.env.get(name))
    token = settings.token ?? (await keptSecret(host.kv, 'token'))
    service = createService({ host, settings, token })
    // A version before this one may still hold the port.
    void service.connect()
  },
  on: { gift: tell, tip: tell, subscribe: tell, follow: tell, share: tell, chat: tell, like: tell, viewerCount: tell },
  actions: {
    async connect() {
      await service.connect()
      return service.status()
    },
    disconnect() {
      service.disconnect()
      return service.status()
    },
    isConnected: () => ({ isConnected: service.isConnected() }),
    getStatus: () => service.status(),
    // For the operator's eyes: actions are the admin's.
    pairing: () => pairingOf(settings, token),
    command: (order: { command: string; user?: string; seconds?: number }, { signal }: Host) => service.command(order, signal),
  },
  stop: () => service.disconnect(),
} satisfies Plugin

function tell(event: ToldEvent, _host: Host, delivery: Delivery): Promise<void> {
  return service.tell(event, delivery)
}
