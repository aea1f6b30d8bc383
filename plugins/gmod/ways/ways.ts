import type { GmodSettings } from '../settings.ts'
import { createDoor } from './door.ts'
import { createHttpWay } from './http.ts'
import { createRconWay } from './rcon.ts'
import type { Way, WayState } from './way.ts'
import { createWebSocketWay } from './websocket.ts'

export type WayParts = GmodSettings & { readonly token: string; readonly onState: (state: WayState) => void }

/** How the game is reached, by the name in the settings. */
export const WAY = {
  door: ({ doorPort: port, ...parts }) => createDoor({ port, ...parts }),
  websocket: createWebSocketWay,
  http: createHttpWay,
  rcon: ({ rconPassword: password, ...parts }) => createRconWay({ password, ...parts }),
} satisfies Record<GmodSettings['way'], (parts: WayParts) => Way>
