import { PermanentError } from '#sdk/failures'
import type { CallSettings } from '../settings.ts'
import { encode } from './encode.ts'
import { type Call, type Ended, longestMs, type Transport, UNKNOWN } from './transport.ts'

type Parts = {
  readonly settings: Pick<CallSettings, 'spool' | 'dial' | 'callerId' | 'context' | 'ringSeconds' | 'callFileRetries'>
  readonly files: Pick<typeof Deno, 'writeTextFile' | 'readTextFile' | 'rename' | 'remove' | 'stat'>
  readonly lookMs?: number
}

const RETRY_SECONDS = 60
const FAILED = 'Nobody was reached; see the log of Asterisk for why'

/** The words that a call file says (Asterisk's sample.call). Every value went through the encoder, so that each line is one order. */
export function writeCallFile(call: Call, settings: Parts['settings']): string {
  const { id, dial, number, audio, callerId, context } = encode(call, settings)
  const lines = [
    ...[
      `Channel: ${dial}`,
      ...(callerId ? [`CallerID: ${callerId}`] : []),
      `Context: ${context}`,
      'Extension: tts_playback',
      'Priority: 1',
    ],
    ...[`MaxRetries: ${settings.callFileRetries}`, `RetryTime: ${RETRY_SECONDS}`, `WaitTime: ${settings.ringSeconds}`],
    ...[`Set: AUDIO_FILE=${audio}`, `Set: JOB_ID=${id}`, `Set: PHONE_NUMBER=${number}`],
    // Without it the file is gone afterwards, and nobody knows how the call went.
    'Archive: yes',
  ]
  return `${lines.join('\n')}\n`
}

/**
 * Calls by files in Asterisk's spool folder: written beside it, then moved, since what is half there would be read. What has ended is moved by Asterisk to
 * outgoing_done with how it ended: that it was answered, not that it was heard.
 */
export function createCallFile({ settings, files, lookMs = 500 }: Parts): Transport {
  const { spool } = settings
  let isStopped = false

  async function untilDone(call: Call): Promise<Ended> {
    const tries = settings.callFileRetries + 1
    const triesMs = longestMs(settings.ringSeconds, call) * tries + RETRY_SECONDS * 1000 * (tries - 1)
    for (let looks = 0; !isStopped && looks * lookMs < triesMs; looks += 1) {
      const done = await files.readTextFile(`${spool}/outgoing_done/${call.id}.call`).catch(() => undefined)
      const status = done && /^Status: (\w+)\s*$/m.exec(done)?.[1]
      if (status) return forgetDone(call, status === 'Completed' ? { state: 'completed' } : { state: 'failed', detail: FAILED })
      if (!(await isThere(call)) && looks > 2) return UNKNOWN
      await new Promise((resume) => setTimeout(resume, lookMs))
    }
    return UNKNOWN
  }

  /** It is moved from the first place to the second, so that who looks in this order finds it. */
  async function isThere({ id }: Call): Promise<boolean> {
    for (const place of ['outgoing', 'outgoing_done']) {
      const isHere = await files.stat(`${spool}/${place}/${id}.call`).then(
        () => true,
        () => false,
      )
      if (isHere) return true
    }
    return false
  }

  async function forgetDone({ id }: Call, ended: Ended): Promise<Ended> {
    await files.remove(`${spool}/outgoing_done/${id}.call`).catch(() => {})
    return ended
  }

  return {
    start: () => {},
    stop() {
      isStopped = true
    },
    problem: () => undefined,
    async call(call) {
      const text = writeCallFile(call, settings)
      const written = `${spool}/tmp/${call.id}.call`
      // Asterisk deletes what it may not read, and says so only in its own log: others may read it.
      await files.writeTextFile(written, text, { mode: 0o666, createNew: true }).catch(refuse)
      await files.rename(written, `${spool}/outgoing/${call.id}.call`).catch(refuse)
      return untilDone(call)
    },
    follow: untilDone,
  }

  function refuse(error: unknown): never {
    throw new PermanentError(`The call file could not be put into ${spool}: ${String(Object(error).message ?? error).slice(0, 150)}`)
  }
}
