import type { Client, Hub } from './hub.ts'

/** What knocks at the event socket: a WebSocket becomes a program that listens, on whatever path; all else is told what this is. */
export function createAnswer(hub: Pick<Hub, 'isFull' | 'join'>, upgrade: (request: Request) => { socket: Client; response: Response }) {
  return (request: Request): Response => {
    if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket')
      return plain('This is a WebSocket: events of the live, as TikFinity sends them', 426)
    if (hub.isFull()) return plain('As many programs listen as may; close one, or raise maxClients in the settings', 503)
    const { socket, response } = upgrade(request)
    hub.join(socket)
    return response
  }
}

const plain = (sentence: string, status: number) =>
  new Response(sentence, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...(status === 426 && { upgrade: 'websocket' }) },
  })
