import type { AmiMessage } from './ami-message.ts'
import { CAUSES, type Ended, HUNG_UP, NOT_ANSWERED, UNKNOWN } from './transport.ts'

/** The reasons of `OriginateResponse`. */
const REASONS: Readonly<Record<string, string | undefined>> = { 3: NOT_ANSWERED.NOANSWER, 5: NOT_ANSWERED.BUSY, 8: NOT_ANSWERED.CONGESTION }

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
  let cause = 0

  return {
    ended: ended.finally(() => clearTimeout(timer)),
    end,
    hear(message: AmiMessage) {
      const { event, actionid, uniqueid, jobid, status, response, reason = '' } = message
      if (event === 'OriginateResponse' && actionid === id) {
        if (response === 'Success') isAnswered = true
        else end({ state: 'failed', detail: REASONS[reason] ?? CAUSES[cause] ?? `Nobody was reached (reason ${reason})` })
      }
      if (event === 'UserEvent' && jobid === id) end(playedAs(status))
      if (event === 'Hangup' && uniqueid === id) {
        cause = Number(message.cause ?? 0)
        if (isAnswered) end(HUNG_UP)
      }
    },
  }
}

function playedAs(status = ''): Ended {
  if (status === 'SUCCESS') return { state: 'completed' }
  return { state: 'failed', detail: 'Asterisk could not play the sound: it has to be able to read the folder, see the setting "sounds"' }
}
