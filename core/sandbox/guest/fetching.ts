import type { Host, Plugin } from '#sdk'
import { type FetchAnswered, type FetchAsked, MAX_ANSWER_BYTES } from '../protocol.ts'

type Parts = {
  /** A global of the realm, such as its Request. */
  readonly web: <T>(name: string) => T
  readonly utf8Length: (text: string) => number
}

/** Has a plugin answer what came to one of its routes: a Request is made of plain data, and plain data of its Response. */
export function createFetching({ web, utf8Length }: Parts) {
  async function read(response: unknown): Promise<FetchAnswered> {
    const known = web<typeof Response>('Response')
    if (!(response instanceof known)) throw new TypeError('What "fetch" answers must be a Response')
    const body = await response.text()
    if (utf8Length(body) > MAX_ANSWER_BYTES) throw new TypeError(`The answer of "fetch" is longer than ${MAX_ANSWER_BYTES / 1024} KiB`)
    return { status: response.status, headers: [...response.headers], body }
  }

  return async (module: Plugin, asked: string, host: Host): Promise<FetchAnswered> => {
    if (!module.fetch) throw new TypeError('The plugin has routes in its manifest, and no "fetch"')
    const { url, method, headers, body } = JSON.parse(asked) as FetchAsked
    const known = harden(web<typeof Request>('Request'))
    const request = new known(url, { method, headers: headers.map(([name, value]) => [name, value]), ...(body !== undefined && { body }) })
    return read(await module.fetch(request, host))
  }
}
