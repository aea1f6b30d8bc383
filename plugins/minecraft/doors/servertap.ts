import { failureOf } from '#sdk/failures'
import { post } from '#sdk/post'
import { asSaid } from '../text/encode.ts'
import type { Door } from './door.ts'

type Parts = { readonly address: string; readonly key: string; readonly timeoutMs?: number }

/** How long ServerTap gathers what a command says, in milliseconds; it answers no earlier. */
const GATHER_MS = '50'

/** The plugin ServerTap of a server: POST /v1/server/exec and /v1/chat/broadcast, forms, with the header `key`. https://github.com/servertap-io/servertap */
export function createServerTap({ address, key, timeoutMs = 5000 }: Parts): Door {
  const base = (/^https?:\/\//.test(address) ? address : `http://${address}`).replace(/\/+$/, '')
  let state: ReturnType<Door['state']> = { state: 'untried' }

  async function ask(path: string, form: Readonly<Record<string, string>>, signal: AbortSignal): Promise<string> {
    const headers = { key, 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await post({ url: `${base}${path}`, headers, body: String(new URLSearchParams(form)), timeoutMs, signal })
    const failure = failureOf(answer, 'ServerTap')
    if (failure) throw failure
    return answer.text
  }

  async function noted(work: Promise<string>): Promise<string> {
    try {
      const text = await work
      state = { state: 'open' }
      return text
    } catch (error) {
      const { message, permanent } = error as { message: string; permanent?: boolean }
      state = { state: permanent ? 'refused' : 'waiting', detail: message }
      throw error
    }
  }

  return {
    start() {},
    stop() {},
    state: () => state,
    run: (command, signal) => noted(ask('/v1/server/exec', { command, time: GATHER_MS }, signal)),
    say: (text, signal) => noted(ask('/v1/chat/broadcast', { message: asSaid(text) }, signal)),
  }
}
