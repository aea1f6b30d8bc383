import type { GmodSettings } from './settings.ts'

/** What the operator writes into the game's cfg/server.cfg, by the way that was chosen. */
export function pairingOf({ way, doorPort }: Pick<GmodSettings, 'way' | 'doorPort'>, token: string) {
  const door = [`showrunner_address "127.0.0.1:${doorPort}"`, `showrunner_token "${token}"`]
  return { serverCfg: way === 'door' ? door : [], ...(way === 'http' && { header: `Authorization: Bearer ${token}` }) }
}
