import type { DoorName } from '../settings.ts'
import type { Door } from './door.ts'
import { openHttp } from './http.ts'
import { openTcpClient } from './tcp-client.ts'
import { openTcpServer } from './tcp-server.ts'
import { openWebSocketClient } from './websocket-client.ts'
import { openWebSocketServer } from './websocket-server.ts'

export const DOORS: Readonly<Record<DoorName, Door>> = {
  'websocket-server': openWebSocketServer,
  'tcp-server': openTcpServer,
  'websocket-client': openWebSocketClient,
  'tcp-client': openTcpClient,
  http: openHttp,
}
