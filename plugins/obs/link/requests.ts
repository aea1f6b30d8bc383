import {
  type OBSRequestTypes,
  type OBSResponseTypes,
  OBSWebSocketError,
  type RequestBatchRequest,
  type ResponseMessage,
} from 'obs-websocket-js/json'
import type { Clock } from '#sdk/clock'

/** One request to OBS. Rejects with one sentence; `code` is that of obs-websocket where OBS said no. */
export type Ask = <T extends keyof OBSRequestTypes>(type: T, data?: OBSRequestTypes[T]) => Promise<OBSResponseTypes[T]>

/** Requests that OBS carries out one after the other, with nothing of ours in between. Rejects with the first that it refused; none after it is tried. */
export type AskAll = (requests: readonly RequestBatchRequest[]) => Promise<void>

/** What OBS said no to. */
export class ObsRefusal extends Error {
  readonly code: number
  constructor(code: number, comment: string) {
    super(comment ? `OBS says: ${comment}` : (WORDLESS[code] ?? `OBS refused with code ${code}`))
    this.code = code
  }
}

/** Codes of RequestStatus that are told apart. */
export const REFUSED = { unknownRequest: 204, notFound: 600, nameTaken: 601, noAudio: 604, kindUnknown: 605 }

/** Codes that OBS sends without a word. */
const WORDLESS: Readonly<Record<number, string>> = {
  207: 'OBS is not ready yet; try again in a moment',
  500: 'OBS does that already',
  501: 'OBS does not do that now, so there is nothing to end',
}

const ANSWER_MS = 10_000
const MAX_WAITING = 250

type Parts = {
  readonly send: (type: keyof OBSRequestTypes, data: unknown) => Promise<unknown>
  readonly sendAll: (requests: readonly RequestBatchRequest[]) => Promise<readonly ResponseMessage[]>
  readonly clock: Pick<Clock, 'after'>
  /** OBS has not answered for ten seconds. */
  readonly onSilence: () => void
}

/** Requests of one line: each ends by an answer, by silence, or with the line. More than 250 at once are refused. */
export function createRequests({ send, sendAll, clock, onSilence }: Parts) {
  const waiting = new Set<(why: Error) => void>()

  function request<T>(type: string, work: () => Promise<T>): Promise<T> {
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
      work().then(
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
    ask: ((type, data) => request(type, () => send(type, data))) as Ask,
    askAll: (async (requests) => {
      const answers = await request(requests.map(({ requestType }) => requestType).join(', '), () => sendAll(requests))
      for (const { requestType, requestStatus } of answers)
        if (!requestStatus.result) throw refusalOf(requestType, new OBSWebSocketError(requestStatus.code, requestStatus.comment))
    }) satisfies AskAll as AskAll,
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
