import { joined } from '#sdk/bytes'
import { AuthError, PermanentError, RetryError } from '#sdk/failures'
import type { Address } from './address.ts'
import { closeQuietly, dial } from './dial.ts'
import { createReplyReader, encodeCommand, type Reply } from './redis-wire.ts'

type Parts = { readonly address: Address; readonly signal: AbortSignal; readonly lost: (why: string) => void }
type Waiting = { readonly resolve: (reply: Reply) => void; readonly reject: (error: Error) => void }

const ANSWER_MS = 10_000

export type RedisLine = Awaited<ReturnType<typeof openRedisLine>>

/** A connection to Redis, in the database of the address. Rejects with AuthError or PermanentError where trying again cannot help. */
export async function openRedisLine({ address, signal, lost }: Parts) {
  const conn = await dial(address, 'Redis', signal)
  const waiting: Waiting[] = []

  function end(why: string) {
    for (const { reject } of waiting.splice(0)) reject(new RetryError(why))
    closeQuietly(conn)
    lost(why)
  }
  signal.addEventListener('abort', () => end('The connection was closed'), { once: true })

  async function listen() {
    const read = createReplyReader()
    for await (const bytes of conn.readable) for (const reply of read(bytes)) waiting.shift()?.resolve(reply)
  }
  listen().then(
    () => end('Redis closed the connection'),
    (error: unknown) => end(`The connection to Redis broke: ${Object(error).message ?? error}`),
  )

  /** Sends all at once, and resolves with an answer for each. */
  async function ask(commands: readonly (readonly string[])[]): Promise<readonly Reply[]> {
    const timer = setTimeout(() => end('Redis gave no answer'), ANSWER_MS)
    const replies = commands.map(() => new Promise<Reply>((resolve, reject) => waiting.push({ resolve, reject })))
    const answered = Promise.all(replies)
    try {
      await Promise.all([conn.write(joined(commands.map(encodeCommand))), answered])
      return await answered
    } finally {
      clearTimeout(timer)
    }
  }

  await enter(ask, address)
  return { ask, close: () => end('The connection was closed') }
}

async function enter(ask: (commands: readonly (readonly string[])[]) => Promise<readonly Reply[]>, address: Address): Promise<void> {
  const { user, password, path } = address
  const errorOf = async (...words: readonly string[]) => {
    const [reply] = await ask([words])
    return reply && 'error' in reply ? reply.error : undefined
  }
  if (password !== '' && (await errorOf('AUTH', ...(user === '' ? [] : [user]), password)) !== undefined)
    throw new AuthError('Redis refused the user or the password in REDIS_URL')
  const refused = await errorOf('SELECT', path || '0')
  if (refused?.startsWith('NOAUTH')) throw new AuthError('Redis asks for a password; write it into REDIS_URL, as redis://:password@host')
  if (refused?.startsWith('ERR')) throw new PermanentError(`Redis has no database "${path}"; it is the end of REDIS_URL`)
  if (refused !== undefined) throw new RetryError(`Redis refuses: ${refused}`)
}
