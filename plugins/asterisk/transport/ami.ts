import { PermanentError, RetryError } from '#sdk/failures'
import { createLink, type LinkState } from '#sdk/link'
import type { CallSettings } from '../settings.ts'
import { type AmiCall, createAmiCall } from './ami-call.ts'
import { type AmiLine, createAmiLine } from './ami-line.ts'
import type { AmiMessage } from './ami-message.ts'
import { encode } from './encode.ts'
import { type Call, longestMs, type Transport } from './transport.ts'

type Parts = {
  readonly settings: Pick<CallSettings, 'amiAddress' | 'user' | 'password' | 'dial' | 'callerId' | 'context' | 'ringSeconds'>
  readonly onState: (state: LinkState) => void
  readonly connect?: typeof Deno.connect
}

/** Calls by Originate of the manager interface, AMI, into the dialplan's extension tts_playback, which plays and tells. */
export function createAmi({ settings, onState, connect = Deno.connect }: Parts): Transport {
  const calls = new Map<string, AmiCall>()
  let problem: string | undefined = 'Asterisk was not reached yet'

  const link = createLink<AmiLine>({
    async open({ signal, lost }) {
      const conn = await connect({ ...readAddress(settings.amiAddress), signal }).catch((error: unknown) => {
        if (Object(error).name === 'NotCapable') throw error
        throw new RetryError(`No Asterisk answers at ${settings.amiAddress}; start it, and switch AMI on in its manager.conf`)
      })
      const line = createAmiLine({ conn, hear, lost })
      signal.addEventListener('abort', line.close, { once: true })
      await line.login(settings.user, settings.password)
      return line
    },
    close: (line) => line.close(),
    onState(state) {
      problem = state.state === 'open' ? undefined : (state.detail ?? 'Asterisk was not reached yet')
      onState(state)
    },
  })

  function hear(message: AmiMessage) {
    const id = message.jobid ?? (message.event === 'OriginateResponse' ? message.actionid : message.uniqueid) ?? ''
    calls.get(id)?.hear(message)
  }

  function watched(call: Call): AmiCall {
    const one = createAmiCall({ id: call.id, withinMs: longestMs(settings.ringSeconds, call) })
    calls.set(call.id, one)
    void one.ended.finally(() => calls.delete(call.id))
    return one
  }

  return {
    start: link.start,
    stop: link.stop,
    problem: () => problem,
    async call(call) {
      const { id, dial, number, audio, callerId, context } = encode(call, settings)
      const line = link.get()
      if (!line) throw new RetryError(problem ?? 'Asterisk is away')
      const one = watched(call)
      const { response, message = '' } = await line.ask('Originate', id, [
        ...([
          ['Channel', dial],
          ['ChannelId', id],
          ['Context', context],
          ['Exten', 'tts_playback'],
          ['Priority', '1'],
          ['Async', 'true'],
        ] as const),
        ['Timeout', String(settings.ringSeconds * 1000)],
        // One header each: a comma would divide one.
        ...([
          ['Variable', `AUDIO_FILE=${audio}`],
          ['Variable', `JOB_ID=${id}`],
          ['Variable', `PHONE_NUMBER=${number}`],
        ] as const),
        ...(callerId ? ([['CallerID', callerId]] as const) : []),
      ])
      if (response !== 'Success') {
        one.end({ state: 'failed' })
        throw new PermanentError(
          `Asterisk refused the call (${message.slice(0, 100)}); look at the setting "dial" and at "write" in manager.conf`,
        )
      }
      return one.ended
    },
    // AMI has no word for a call that is over: what is still told of it counts, and nothing else.
    follow: (call) => watched(call).ended,
  }
}

function readAddress(address: string): { readonly hostname: string; readonly port: number } {
  const { hostname, port } = new URL(`tcp://${address}`)
  return { hostname: hostname.replace(/^\[|\]$/g, ''), port: Number(port) }
}
