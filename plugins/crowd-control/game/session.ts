import { PermanentError, RetryError } from '#sdk/failures'
import { createReader } from '../wire/reader.ts'
import { effectMessage, loginMessage, type Wanted } from '../wire/request.ts'
import { type GameSays, readSays } from '../wire/response.ts'
import { createTimed, type Timed, type TimedState } from './timed.ts'

export type Conn = Pick<Deno.Conn, 'read' | 'write' | 'close'>

type Parts = {
  readonly conn: Conn
  readonly answerMs: number
  readonly nextId: () => number
  /** The password as the game wants it; undefined where none is set. */
  readonly password?: () => Promise<string>
  /** Called once, with why nothing more can be asked here. */
  readonly lost: (why: string) => void
}

/** One request that the game has not answered. */
type Asked = { readonly code: string; readonly answer: (says: GameSays) => void; readonly gone: (why: string) => void }

type Ways = { readonly signal: AbortSignal; readonly taken?: (id: number, says: GameSays) => void }

const MOST_WAITING = 100
const MOST_RUNNING = 200
/** A game that says "wait" is waited for so long beyond what it says. */
const PATIENCE_MS = 1000

export type Session = ReturnType<typeof createSession>

/** One connection to a game that speaks Crowd Control's SimpleTCP, whoever opened it. */
export function createSession({ conn, answerMs, nextId, password, lost }: Parts) {
  const asked = new Map<number, Asked>()
  const running = new Map<number, Timed>()
  const unavailable = new Set<string>()
  let isOver = false

  function end(why: string) {
    if (isOver) return
    isOver = true
    conn.close()
    for (const { gone } of [...asked.values()]) gone(why)
    for (const timed of running.values()) timed.gone()
    running.clear()
    lost(why)
  }

  async function listen() {
    const read = createReader()
    const buffer = new Uint8Array(16 * 1024)
    for (let isFirst = true; ; isFirst = false) {
      const count = await conn.read(buffer)
      if (count === null) return end('The game hung up')
      if (isFirst && !isGames(buffer[0])) return end('Something that is no game came in')
      for (const text of read(buffer.subarray(0, count))) hear(readSays(text))
    }
  }

  function hear(says: GameSays | undefined) {
    if (says?.type === 'login') return void login()
    if (says?.type === 'disconnect') return end(says.message ?? 'The game said goodbye')
    if (says?.type === 'effectStatus') return note(says)
    if (says?.type !== 'effectRequest' || says.id === 0) return
    asked.get(says.id)?.answer(says)
    const timed = running.get(says.id)
    if (says.status === 'paused') timed?.paused()
    if (says.status === 'resumed') timed?.resumed(says.remainingMs)
    if (says.status === 'finished') timed?.finished()
    if (timed?.isOver()) running.delete(says.id)
  }

  async function login() {
    if (!password) return end('The game wants a password; write it into "password"')
    await send(loginMessage(nextId(), await password()))
  }

  /** What a game offers changes while it is played. */
  function note({ status, codes }: GameSays) {
    const isOff = status === 'notVisible' || status === 'notSelectable' || status === 'unavailable'
    const isOn = status === 'visible' || status === 'selectable'
    for (const code of codes) {
      if (isOff && unavailable.size < 1000) unavailable.add(code)
      if (isOn) unavailable.delete(code)
    }
  }

  async function send(bytes: Uint8Array) {
    for (let at = 0; at < bytes.byteLength; ) at += await conn.write(bytes.subarray(at))
  }

  function watch(id: number, { remainingMs }: GameSays, told: (state: TimedState) => void) {
    for (const [old, timed] of running) if (timed.isOver()) running.delete(old)
    if (remainingMs > 0 && running.size < MOST_RUNNING) running.set(id, createTimed(remainingMs, told))
  }

  function ask(type: 'start' | 'stop', wanted: Wanted, { signal, taken }: Ways): Promise<void> {
    const id = nextId()
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => done(() => reject(error))
      const late = () => fail(new RetryError(`The game gave no answer within ${answerMs / 1000} s`))
      const aborted = () => fail(new RetryError('It took too long'))
      let timer = setTimeout(late, answerMs)
      const done = (then: () => void) => {
        clearTimeout(timer)
        signal.removeEventListener('abort', aborted)
        asked.delete(id)
        then()
      }
      signal.addEventListener('abort', aborted)
      asked.set(id, {
        code: wanted.code,
        gone: (why) => fail(new RetryError(why)),
        answer(says) {
          if (isWaiting(says)) {
            clearTimeout(timer)
            timer = setTimeout(late, (says.remainingMs || answerMs) + PATIENCE_MS)
            return
          }
          const failure = failureOf(says)
          if (says.status === 'unavailable') unavailable.add(wanted.code)
          if (failure) fail(failure)
          else done(() => resolve(taken?.(id, says)))
        },
      })
      send(effectMessage(id, type, wanted)).catch((error: unknown) => end(sentenceOf(error)))
    })
  }

  listen().catch((error: unknown) => end(sentenceOf(error)))

  return {
    /**
     * Starts an effect. Resolves when the game has taken it, and tells how it goes on when it is one that takes time. Rejects with RetryError when the
     * game cannot do it now, PermanentError when it never will.
     */
    async start(wanted: Wanted, { signal, told }: { signal: AbortSignal; told: (state: TimedState) => void }): Promise<void> {
      if (isOver) throw new RetryError('The game is not connected')
      if (unavailable.has(wanted.code)) throw new PermanentError(`The game does not offer ${wanted.code} now`)
      if (asked.size >= MOST_WAITING) throw new RetryError('The game has too much to answer already')
      // At once: the next words of the game may be that it has finished.
      await ask('start', wanted, { signal, taken: (id, says) => watch(id, says, told) })
    },
    /** Ends what runs of an effect. */
    async stop(code: string, signal: AbortSignal): Promise<void> {
      await ask('stop', { code, viewer: '' }, { signal })
    },
    unavailable: () => [...unavailable],
    close: () => end('It was closed'),
  }
}

/** Messages of games begin with a brace. A web page that tries ports of this computer begins with a word of HTTP. */
const isGames = (first = 0) => '{ \t\r\n\0'.includes(String.fromCharCode(first))

const isWaiting = ({ status }: GameSays) => status === 'wait' || status === 'queue' || status === 'remoteScheduled'

function failureOf({ status, message, remainingMs }: GameSays): Error | undefined {
  const why = message ? `: ${message}` : ''
  if (status === 'retry') return new RetryError(`The game cannot do it now${why}`, remainingMs || undefined)
  if (status === 'notReady') return new RetryError(`The game is not ready${why}`)
  if (status === 'failure') return new PermanentError(`The game refused${why}`)
  if (status === 'unavailable') return new PermanentError(`The game no longer offers it${why}`)
  return undefined
}

const sentenceOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
