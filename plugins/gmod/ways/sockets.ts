import type { GameMessage } from '#sdk/game-message'
import { createHeart } from './heart.ts'

/** The game's WebSockets at our door: the newest counts. */
export function createSockets({ onChange }: { readonly onChange: () => void }) {
  const open = new Map<WebSocket, ReturnType<typeof createHeart>>()

  function add(socket: WebSocket) {
    const heart = createHeart({ beat: () => socket.send('{"type":"ping"}'), onSilence: () => drop(socket) })
    socket.onmessage = ({ data }) => {
      heart.heard()
      if (typeOf(data) === 'ping') socket.send('{"type":"pong"}')
    }
    socket.onclose = () => drop(socket)
    socket.onopen = () => {
      open.set(socket, heart)
      onChange()
    }
  }

  function drop(socket: WebSocket) {
    open.get(socket)?.stop()
    if (!open.delete(socket)) return
    socket.close()
    onChange()
  }

  return {
    add,
    size: () => open.size,
    /** False when no game is there. */
    send(message: GameMessage): boolean {
      const socket = [...open.keys()].at(-1)
      if (socket?.readyState !== WebSocket.OPEN) return false
      socket.send(JSON.stringify(message))
      return true
    },
    stop() {
      for (const socket of [...open.keys()]) drop(socket)
    },
  }
}

function typeOf(data: unknown): unknown {
  try {
    return Object(JSON.parse(String(data))).type
  } catch {
    return undefined
  }
}
