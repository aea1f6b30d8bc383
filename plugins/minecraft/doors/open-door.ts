import { createRcon } from '#sdk/rcon'
import type { MinecraftSettings } from '../settings.ts'
import { asSaid } from '../text/encode.ts'
import type { Door } from './door.ts'
import { createServerTap } from './servertap.ts'

/** The door that was chosen. */
export function openDoor({ door, address, secret }: Pick<MinecraftSettings, 'door' | 'address' | 'secret'>): Door {
  if (door === 'servertap') return createServerTap({ address, key: secret })
  const rcon = createRcon({ address, password: secret, profile: 'minecraft' })
  return { ...rcon, say: (text, signal) => rcon.run(`say ${asSaid(text)}`, signal) }
}
