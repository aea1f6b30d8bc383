import { AuthError, RetryError } from '#sdk/failures'
import { type AmiMessage, createAmiReader, writeAction } from './ami-message.ts'

type Parts = {
  readonly conn: Pick<Deno.TcpConn, 'readable' | 'write' | 'close'>
  /** Each event. */
  readonly hear: (message: AmiMessage) => void
  readonly lost: (why: string) => void
}

const MAX_WAITING = 100
const ANSWER_MS = 10_000

export type AmiLine = ReturnType<typeof createAmiLine>

/** One connection to the manager interface: actions and their answers, which have the action's id, and events. */
export function createAmiLine({ conn, hear, lost }: Parts) {
  const waiting = new Map<string, (message: AmiMessage) => void>()
  const read = createAmiReader()

  function take(message: AmiMessage) {
    const { actionid = '' } = message
    const answer = 'response' in message ? waiting.get(actionid) : undefined
    if (answer) answer(message)
    else if ('event' in message) hear(message)
  }

  async function listen() {
    const decoder = new TextDecoder()
    for await (const bytes of conn.readable) for (const message of read(decoder.decode(bytes, { stream: true }))) take(message)
  }
  listen().then(
    () => lost('Asterisk closed the line'),
    (error: unknown) => lost(String(Object(error).message ?? error)),
  )

  /** Resolves with the answer; `id` names the action. */
  async function ask(action: string, id: string, headers: readonly (readonly [string, string])[]): Promise<AmiMessage> {
    if (waiting.size >= MAX_WAITING) throw new RetryError(`${MAX_WAITING} actions wait for Asterisk already`)
    const text = writeAction([['Action', action], ['ActionID', id], ...headers])
    const answered = new Promise<AmiMessage>((resolve, reject) => {
      const timer = setTimeout(() => reject(new RetryError('Asterisk did not answer')), ANSWER_MS)
      waiting.set(id, (message) => {
        clearTimeout(timer)
        resolve(message)
      })
    })
    try {
      await conn.write(new TextEncoder().encode(text))
      return await answered
    } finally {
      waiting.delete(id)
    }
  }

  return {
    ask,
    async login(user: string, password: string): Promise<void> {
      const { response } = await ask('Login', 'login', [
        ['Username', user],
        ['Secret', password],
      ])
      if (response !== 'Success') throw new AuthError('Asterisk refused the user or the password; they are in its manager.conf')
    },
    close() {
      try {
        conn.close()
      } catch {
        // It was closed by the other side.
      }
    },
  }
}
