import type { AmiMessage } from './ami-message.ts'
import { CAUSES, type Ended, HUNG_UP, NOT_ANSWERED, UNKNOWN } from './transport.ts'

/** The reasons of `OriginateResponse`. */
const REASONS: Readonly<Record<string, string | undefined>> = { 3: NOT_ANSWERED.NOANSWER, 5: NOT_ANSWERED.BUSY, 8: NOT_ANSWERED.CONGESTION }

const CAUSE_WITHIN_MS = 1000

type Parts = { readonly id: string; readonly withinMs: number }

export type AmiCall = ReturnType<typeof createAmiCall>

/** One call that was dialled. States: ringing, answered, ended. The dialplan says with a UserEvent whether the sound was played. */
export function createAmiCall({ id, withinMs }: Parts) {
  let end: (ended: Ended) => void = () => {}
  const ended = new Promise<Ended>((resolve) => {
    end = resolve
  })
  const timer = setTimeout(() => end(UNKNOWN), withinMs)
  let isAnswered = false
  let hasFailed = false
  let cause: number | undefined

  /** Reason 0 says nothing; the cause does, which is told a moment later if there was a channel at all. */
  function failed(reason: string) {
    const known = REASONS[reason]
    if (known !== undefined) return end({ state: 'failed', detail: known })
    const unknown = setTimeout(() => end({ state: 'failed', detail: `Nobody was reached (reason ${reason})` }), CAUSE_WITHIN_MS)
    void ended.then(() => clearTimeout(unknown))
    hasFailed = true
    if (cause !== undefined) hungUp(cause)
  }

  function hungUp(why: number) {
    cause = why
    if (isAnswered) end(HUNG_UP)
    else if (hasFailed) end({ state: 'failed', detail: CAUSES[why] ?? `Nobody was reached (cause ${why})` })
  }

  return {
    ended: ended.finally(() => clearTimeout(timer)),
    end,
    hear({ event, actionid, uniqueid, jobid, status, response, reason = '', cause: why = '0' }: AmiMessage) {
      if (event === 'OriginateResponse' && actionid === id) {
        if (response === 'Success') isAnswered = true
        else failed(reason)
      }
      if (event === 'UserEvent' && jobid === id) end(playedAs(status))
      if (event === 'Hangup' && uniqueid === id) hungUp(Number(why))
    },
  }
}

function playedAs(status = ''): Ended {
  if (status === 'SUCCESS') return { state: 'completed' }
  return { state: 'failed', detail: 'Asterisk could not play the sound: it has to be able to read the folder, see the setting "sounds"' }
}
