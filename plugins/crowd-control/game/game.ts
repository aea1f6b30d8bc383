import { RetryError } from '#sdk/failures'
import { createLink } from '#sdk/link'
import type { Session } from './session.ts'

/** What the session is made of that belongs to no connection. */
export type MakeSession = (conn: Deno.Conn, lost: (why: string) => void) => Session

/** A game that can be asked for effects while it is connected. */
export type Game = {
  start(): void
  stop(): void
  state(): string
  /** Throws RetryError when no game is there. */
  session(): Session
}

const ASK_AGAIN_MS = 3000

type Parts = { readonly hostname: string; readonly port: number; readonly session: MakeSession; readonly warn: (sentence: string) => void }

const MOST_GAMES = 4

/** We listen, and the game comes to us, as most do. Of several the newest counts, a game that was started again, until it goes. */
export function createGuestGame({ hostname, port, session, warn }: Parts): Game {
  let games: readonly Session[] = []

  function welcome(conn: Deno.Conn) {
    const mine: Session = session(conn, () => {
      games = games.filter((game) => game !== mine)
    })
    games = [...games, mine]
    if (games.length > MOST_GAMES) games[0]?.close()
  }

  async function takeAll(listener: Deno.TcpListener): Promise<never> {
    for (;;) welcome(await listener.accept())
  }

  const link = createLink<Deno.TcpListener>({
    async open({ lost }) {
      const listener = Deno.listen({ hostname, port })
      takeAll(listener).catch((error: unknown) => {
        listener[Symbol.dispose]()
        lost(inWords(error, port))
      })
      return listener
    },
    close: (listener) => listener[Symbol.dispose](),
    onState: ({ state, detail }) => void (state === 'waiting' && warn(`Games cannot come in: ${detail}`)),
  })

  return {
    start: link.start,
    stop() {
      for (const game of games) game.close()
      link.stop()
    },
    state: () => (games.length > 0 ? 'open' : link.state().state === 'open' ? 'waits for the game' : link.state().state),
    session: () => games.at(-1) ?? missing(),
  }
}

/** We go to the game, as to servers of several players. */
export function createHostGame({ hostname, port, session, warn }: Parts): Game {
  const link = createLink<Session>({
    open: async ({ lost, signal }) => session(await Deno.connect({ hostname, port, signal }), lost),
    close: (mine) => mine.close(),
    onState: ({ state, detail }) => void (state === 'refused' && warn(`The game is not asked again: ${detail}`)),
  })
  return { start: link.start, stop: link.stop, state: () => link.state().state, session: () => link.get() ?? missing() }
}

function missing(): never {
  throw new RetryError('No game is connected', ASK_AGAIN_MS)
}

function inWords(error: unknown, port: number): string {
  if (error instanceof Deno.errors.AddrInUse) return `port ${port} is taken; close Crowd Control, or whatever else is there`
  return error instanceof Error ? error.message : String(error)
}
