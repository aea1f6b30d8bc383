import { RetryError } from '#sdk/failures'
import { createGamePost } from '#sdk/game-post'
import type { Way, WayState } from './way.ts'

type Parts = {
  /** Host and port. */
  readonly address: string
  readonly token: string
  readonly timeoutMs: number
  readonly reconnectMs: number
  readonly onState: (state: WayState) => void
}

/** Where the game takes what. Of other types it wants to know nothing. */
const PATHS: Readonly<Record<string, string>> = {
  tiktok_chat: '/tiktok/chat',
  tiktok_gift: '/tiktok/gift',
  tiktok_follow: '/tiktok/follow',
  command: '/command',
}

/** Posts to the game's own HTTP server. */
export function createHttpWay({ address, token, timeoutMs, reconnectMs, onState }: Parts): Way {
  let isOpen = false
  const game = createGamePost({
    ...{ what: `The game at ${address}`, base: `http://${address}`, headers: { authorization: `Bearer ${token}` } },
    ...{ timeoutMs, restMs: reconnectMs },
  })

  function state(): WayState {
    if (!isOpen) return { state: 'closed' }
    const { state: last, detail } = game.state()
    if (last === 'failing') return { state: 'waiting', ...(detail !== undefined && { detail }) }
    return last === 'open' ? { state: 'open' } : { state: 'connecting', detail: 'Nothing was sent yet' }
  }

  return {
    start() {
      isOpen = true
      onState(state())
    },
    stop() {
      isOpen = false
      onState(state())
    },
    state,
    async send(message, how) {
      const path = PATHS[message.type]
      if (path === undefined) return
      if (!isOpen) throw new RetryError('The line to the game was cut by the action disconnect')
      await game.send(path, message, how).finally(() => onState(state()))
    },
  }
}
