import { joined } from '#sdk/bytes'
import { AuthError, RetryError } from '#sdk/failures'
import { createPacketReader, encodePacket, type Packet, TYPE } from '#sdk/rcon-packet'
import { createReply, type Profile } from '#sdk/rcon-reply'

type Parts = {
  readonly conn: Pick<Deno.TcpConn, 'read' | 'write' | 'close'>
  readonly profile: Profile
  readonly answerMs: number
  /** Called once, with why nothing more can be asked here; not when `login` fails. */
  readonly lost: (why: string) => void
}

/** What waits for packets; there is one at most. */
type Job = { readonly take: (packet: Packet) => void; readonly fail: (error: Error) => void }

type Promised<T> = { readonly resolve: (value: T) => void; readonly reject: (error: Error) => void }

const HUNG_UP = 'The server hung up'
const REFUSED = 'The server refused the password; write the one of its settings into "Password"'
const HUNG_UP_AT_LOGIN =
  'The server hung up when it got the password: it is wrong, or this computer is banned there; correct it in the settings'
const NO_ID = 0x7fffffff

export type RconLine = ReturnType<typeof createRconLine>

/** One connection: `login` first, then one command after the other. Whoever calls waits for the answer before the next call. */
export function createRconLine({ conn, profile, answerMs, lost }: Parts) {
  let job: Job | undefined
  let lastId = 0
  let isIn = false
  let isOver = false

  const nextId = () => (lastId = (lastId % (NO_ID - 1)) + 1)

  function end(error: Error) {
    if (isOver) return
    isOver = true
    conn.close()
    job?.fail(error)
    if (isIn) lost(error.message)
  }

  async function listen() {
    const read = createPacketReader()
    const buffer = new Uint8Array(16 * 1024)
    for (;;) {
      const count = await conn.read(buffer).catch(() => null)
      if (count === null) return end(new RetryError(HUNG_UP))
      for (const packet of read(buffer.subarray(0, count))) job?.take(packet)
    }
  }

  /** Writes, and hands what comes to the job until that is settled. After `answerMs` the line is given up. */
  function exchange<T>(bytes: Uint8Array, jobOf: (promised: Promised<T>) => Job): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => end(new RetryError(`The server gave no answer within ${answerMs / 1000} s`)), answerMs)
      const over =
        <A>(then: (value: A) => void) =>
        (value: A) => {
          clearTimeout(timer)
          job = undefined
          then(value)
        }
      job = jobOf({ resolve: over(resolve), reject: over(reject) })
      if (isOver) return job.fail(new RetryError(HUNG_UP))
      conn.write(bytes).catch(() => end(new RetryError(HUNG_UP)))
    })
  }

  listen().catch(end)

  return {
    /**
     * Rejects with AuthError when the password is wrong: nobody tries it again, since servers ban whoever does. Some only hang up; with a password that
     * `isKnown` to be right that is a server that stops.
     */
    login(password: string, isKnown: boolean): Promise<void> {
      const id = nextId()
      return exchange<void>(encodePacket(id, TYPE.login, password), ({ resolve, reject }) => ({
        // Source sends an empty answer first.
        take(packet) {
          if (packet.type !== TYPE.loginAnswer) return
          if (packet.id === -1) reject(new AuthError(REFUSED))
          isIn = packet.id === id
          if (isIn) resolve()
        },
        fail: (error) => reject(error.message === HUNG_UP && !isKnown ? new AuthError(HUNG_UP_AT_LOGIN) : error),
      }))
    },
    /** Answers what the server said, '' for nothing. Rejects with RetryError: nobody knows then whether it was done. */
    send(command: string): Promise<string> {
      const id = nextId()
      const sentinelId = profile.hasSentinel ? nextId() : NO_ID
      const packet = encodePacket(id, TYPE.command, command)
      const bytes = profile.hasSentinel ? joined([packet, encodePacket(sentinelId, TYPE.answer)]) : packet
      return exchange<string>(bytes, ({ resolve, reject }) => {
        const reply = createReply({ profile, id, sentinelId, done: resolve })
        return {
          take: reply.take,
          fail({ message }) {
            reply.cancel()
            reject(new RetryError(`${message}; nobody knows whether the command was done`))
          },
        }
      })
    },
    close: () => end(new RetryError('The connection was closed')),
  }
}
