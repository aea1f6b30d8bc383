import { PermanentError } from '#sdk/failures'
import { createLink, type LinkState } from '#sdk/link'
import type { CallSettings } from '../settings.ts'
import { type AriCall, createAriCall } from './ari-call.ts'
import { readAriEvent } from './ari-event.ts'
import { createAriHttp } from './ari-http.ts'
import { encode } from './encode.ts'
import { type Call, type Ended, longestMs, type Transport } from './transport.ts'

type Parts = {
  readonly settings: Pick<CallSettings, 'ariUrl' | 'user' | 'password' | 'dial' | 'callerId' | 'context' | 'ringSeconds'>
  readonly onState: (state: LinkState) => void
}

const APP = 'showrunner'

/** Calls through Asterisk's REST interface, ARI: the name of a call is dialled once (409 after that), and it tells whether the sound was heard. */
export function createAri({ settings, onState }: Parts): Transport {
  const http = createAriHttp({ ...settings, url: settings.ariUrl })
  const calls = new Map<string, AriCall>()
  let problem: string | undefined = 'Asterisk was not reached yet'

  const link = createLink<WebSocket>({
    async open({ signal, lost }) {
      // Asked before, because a WebSocket does not say why it is refused.
      await http.ask('GET', '/asterisk/info?only=system')
      const socket = new WebSocket(http.eventsUrl(APP))
      signal.addEventListener('abort', () => socket.close(), { once: true })
      socket.onmessage = ({ data }) => hear(String(data))
      await new Promise<void>((resolve, reject) => {
        socket.onopen = () => resolve()
        socket.onclose = () => {
          reject(new Error('Asterisk did not open the line for events'))
          lost('Asterisk closed the line')
        }
      })
      return socket
    },
    close: (socket) => socket.close(),
    onState(state) {
      problem = state.state === 'open' ? undefined : (state.detail ?? 'Asterisk was not reached yet')
      if (state.state === 'open') for (const call of calls.values()) void call.look().catch(() => {})
      onState(state)
    },
  })

  function hear(json: string) {
    const event = readAriEvent(json)
    if (event) calls.get(event.id)?.hear(event)
  }

  function watched({ id, audio, seconds }: Pick<Call, 'id' | 'audio' | 'seconds'>): AriCall {
    const call = createAriCall({ id, audio, ask: http.ask, withinMs: longestMs(settings.ringSeconds, { seconds }) })
    calls.set(id, call)
    void call.ended.finally(() => calls.delete(id))
    return call
  }

  async function dial(call: Call): Promise<Ended> {
    const { id, dial: endpoint, audio, callerId } = encode(call, settings)
    // Listened to before it is dialled: what comes first would be missed.
    const one = watched({ ...call, audio })
    const asked = { endpoint, app: APP, timeout: settings.ringSeconds, ...(callerId && { callerId }) }
    try {
      const { status, body } = await http.ask('POST', `/channels/${id}`, asked)
      // It was dialled before: what becomes of it is all that matters.
      if (status === 409) await one.look()
      else if (status !== 200) throw refused(status, body)
    } catch (error) {
      one.end({ state: 'failed', detail: 'Asterisk did not take it' })
      throw error
    }
    return one.ended
  }

  return {
    start: link.start,
    stop: link.stop,
    problem: () => problem,
    call: dial,
    async follow(call) {
      const one = watched({ ...call, audio: encode(call, settings).audio })
      if (link.get()) await one.look().catch(() => {})
      return one.ended
    },
  }
}

function refused(status: number, body: unknown): Error {
  const { message, error } = Object(body) as { message?: unknown; error?: unknown }
  return new PermanentError(
    `Asterisk refused the call (${status}: ${String(message ?? error ?? 'no reason').slice(0, 100)}); look at the setting "dial"`,
  )
}
