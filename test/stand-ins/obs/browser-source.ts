import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import type { Ending } from '../../support/host.ts'

/** A kind of source that every OBS has, and that keeps whatever settings it is given. */
const KIND = 'color_source_v3'

/**
 * An OBS with browser sources: the real one at `url`, whose colour sources go by that name, and whose button "refresh" is answered here. Everything
 * else is said by the real one, word for word. Ends with the test.
 */
export async function startWithBrowserSource(ending: Ending, url: string) {
  const refreshed: string[] = []
  const http = createServer()
  const server = new WebSocketServer({ server: http, handleProtocols: ([first = '']) => first })
  server.on('connection', (plugin) => {
    const real = new WebSocket(url, [plugin.protocol])
    const opened = new Promise((resolve) => real.once('open', resolve))
    plugin.on('message', async (data) => {
      await opened
      const { op, d } = JSON.parse(String(data))
      const { requestId, requestType, requestData } = Object(d)
      if (requestType !== 'PressInputPropertiesButton') return real.send(String(data).replaceAll('"browser_source"', `"${KIND}"`))
      refreshed.push(requestData.inputName)
      plugin.send(JSON.stringify({ op: op + 1, d: { requestId, requestType, requestStatus: { result: true, code: 100 } } }))
    })
    real.on('message', (data) => plugin.send(String(data).replaceAll(`"${KIND}"`, '"browser_source"')))
    plugin.on('close', () => real.close())
    for (const socket of [plugin, real]) socket.on('error', () => {})
    real.on('close', (code, reason) => plugin.close(code === 1006 ? 1001 : code, reason))
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  ending.after(() => {
    for (const client of server.clients) client.terminate()
    http.close()
  })
  // It listens on TCP.
  const host = `127.0.0.1:${(http.address() as AddressInfo).port}`
  return { url: `ws://${host}`, host, refreshed: (): readonly string[] => refreshed }
}
