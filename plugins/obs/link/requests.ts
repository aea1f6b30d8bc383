import { type OBSRequestTypes, type OBSResponseTypes, OBSWebSocketError } from 'obs-websocket-js/json'
import type { Clock } from '../clock.ts'

/** One request to OBS. Rejects with one sentence; `code` is that of obs-websocket where OBS said no. */
export type Ask = <T extends keyof OBSRequestTypes>(type: T, data?: OBSRequestTypes[T]) => Promise<OBSResponseTypes[T]>

/** What OBS said no to. */
export class ObsRefusal extends Error {
  readonly code: number
  constructor(code: number, comment: string) {
    super(comment ? `OBS says: ${comment}` : `OBS refused with code ${code}`)
    this.code = code
  }
}

/** Codes of RequestStatus that are told apart. */
export const REFUSED = { unknownRequest: 204, notFound: 600, nameTaken: 601, noAudio: 604, kindUnknown: 605 }

const ANSWER_MS = 10_000
const MAX_WAITING = 250

type Parts = {
  readonly send: (type: keyof OBSRequestTypes, data: unknown) => Promise<unknown>
  readonly clock: Pick<Clock, 'after'>
  /** OBS has not answered for ten seconds. */
  readonly onSilence: () => void
}

/** Requests of one line: each ends by an answer, by silence, or with the line. More than 250 at once are refused. */
export function createRequests({ send, clock, onSilence }: Parts) {
  const waiting = new Set<(why: Error) => void>()

  function request(type: keyof OBSRequestTypes, data: unknown): Promise<unknown> {
    if (waiting.size >= MAX_WAITING) return Promise.reject(new Error(`${MAX_WAITING} requests wait for OBS already; try again in a moment`))
    return new Promise((resolve, reject) => {
      const end = () => {
        cancel()
        waiting.delete(fail)
      }
      const fail = (why: Error) => {
        end()
        reject(why)
      }
      const cancel = clock.after(ANSWER_MS, () => {
        fail(new Error(`OBS gave no answer to ${type} within ${ANSWER_MS / 1000} s`))
        onSilence()
      })
      waiting.add(fail)
      send(type, data).then(
        (answer) => {
          end()
          resolve(answer)
        },
        (error: unknown) => fail(refusalOf(type, error)),
      )
    })
  }

  return {
    // The library's types say which answer each request has.
    ask: request as Ask,
    /** The line is gone, and no answer comes any more. */
    abandon(sentence: string): void {
      for (const fail of [...waiting]) fail(new Error(sentence))
    },
  }
}

function refusalOf(type: string, error: unknown): Error {
  if (!(error instanceof OBSWebSocketError)) return error instanceof Error ? error : new Error(String(error))
  if (error.code === REFUSED.unknownRequest) return new ObsRefusal(error.code, `${type} is not known here; a newer OBS knows it`)
  return new ObsRefusal(error.code, error.message)
}
