import { WebSocket } from 'ws'

/** A request of the game's `HTTP`. */
export type Asked = {
  readonly id: number
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** What the game does with a socket of GWSockets. */
export type Socketed = {
  readonly id: number
  readonly open?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly write?: string
  readonly close?: true
}

export type Network = { ask(asked: Asked): void; socket(what: Socketed): void; stop(): void }

/** Does the game's requests, and holds its sockets. */
export function createNetwork(answer: (deed: Readonly<Record<string, unknown>>) => void): Network {
  const sockets = new Map<number, WebSocket>()
  const ending = new AbortController()

  async function ask({ id, url, method, headers, body }: Asked): Promise<void> {
    try {
      const response = await fetch(url, { method, headers, signal: ending.signal, ...(body !== undefined && { body }) })
      answer({ deed: 'answer', id, code: response.status, body: await response.text() })
    } catch (error) {
      if (!ending.signal.aborted) answer({ deed: 'answer', id, problem: (error as Error).message })
    }
  }

  function open(id: number, url: string, headers: Readonly<Record<string, string>>) {
    const socket = new WebSocket(url, { headers })
    const heard = (event: string, text = '') => answer({ deed: 'heard', id, event, text })
    socket.on('open', () => heard('onConnected'))
    socket.on('message', (data) => heard('onMessage', String(data)))
    socket.on('error', ({ message }) => heard('onError', message))
    socket.on('close', () => heard('onDisconnected'))
    sockets.set(id, socket)
  }

  return {
    ask: (asked) => void ask(asked),
    socket({ id, open: url, headers = {}, write, close }) {
      if (url !== undefined) open(id, url, headers)
      if (write !== undefined) sockets.get(id)?.send(write)
      if (close) sockets.get(id)?.close()
    },
    stop() {
      ending.abort()
      for (const socket of sockets.values()) socket.terminate()
    },
  }
}
