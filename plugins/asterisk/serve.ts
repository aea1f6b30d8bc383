import type { Host } from '#sdk'
import type { Calls } from './calls.ts'
import { answer } from './http.ts'
import type { CallSettings } from './settings.ts'

type Parts = {
  readonly calls: Calls
  readonly settings: Pick<CallSettings, 'language' | 'apiPort' | 'apiKey'>
  readonly log: Pick<Host['log'], 'info' | 'warn'>
}

/** The same addresses at a port of this machine: 5000, where programs that know them look, unless another is set. With a key in the settings only who has it is answered. */
export function serveApi({ calls, settings: { language, apiPort, apiKey }, log }: Parts): Deno.HttpServer {
  const server = Deno.serve(
    { hostname: '127.0.0.1', port: apiPort, onListen: ({ port }) => log.info(`Calls are taken at http://127.0.0.1:${port}/tts/call`) },
    (request) => {
      const isAllowed = apiKey === '' || isSame(request.headers.get('authorization') ?? '', `Bearer ${apiKey}`)
      return isAllowed
        ? answer(request, { calls, language })
        : Response.json({ success: false, error: 'The key is missing or wrong' }, { status: 401 })
    },
  )
  server.finished.catch((error: unknown) =>
    log.warn('The API could not be opened', { port: apiPort, why: String(Object(error).message ?? error) }),
  )
  return server
}

/** Takes as long for every guess of the same length. */
function isSame(given: string, expected: string): boolean {
  let difference = given.length ^ expected.length
  for (let n = 0; n < expected.length; n += 1) difference |= given.charCodeAt(n) ^ expected.charCodeAt(n)
  return difference === 0
}
