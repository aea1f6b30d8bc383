import type { PluginLog } from '#sdk'
import { createRcon } from '#sdk/rcon'
import { noteStates } from '#sdk/rcon-log'
import type { MinecraftSettings } from '../settings.ts'
import { asSaid } from '../text/encode.ts'
import type { Door } from './door.ts'
import { createServerTap } from './servertap.ts'

/** The door that was chosen. */
export function openDoor({ door, address, secret }: Pick<MinecraftSettings, 'door' | 'address' | 'secret'>, log: PluginLog): Door {
  if (door === 'servertap') return createServerTap({ address, key: secret })
  const rcon = createRcon({ address, password: secret, profile: 'minecraft', onState: noteStates(log) })
  return { ...rcon, say: (text, signal) => rcon.run(`say ${asSaid(text)}`, signal) }
}
