import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { type ClientParts, createClient } from './client.ts'
import { readPublished } from './json.ts'
import type { Problem } from './problem.ts'
import type { Reader } from './reader.ts'
import type { Principal, Server } from './serve.ts'
import { createStream, type StreamDemand } from './sse.ts'
import { wordingOf } from './wording.ts'

/** All that listen, by WebSocket and by event stream. A message is put into text once, however many they are. */
export function createHub(needs: ClientParts) {
  const { clock, log, limits, onFault, retained, unacked } = needs
  const readers = new Set<Reader>()
  let cancelBeat = clock.after(limits.pingMs, beat)

  function beat(): void {
    for (const reader of readers) reader.beat()
    cancelBeat = clock.after(limits.pingMs, beat)
  }

  const count = (kind: Reader['kind']) => [...readers].filter((reader) => reader.kind === kind).length
  const streamsOf = (id: string) => [...readers].filter(({ kind, principal }) => kind === 'stream' && principal.id === id).length

  function take(reader: Reader, end: { once(name: 'close', callback: () => void): unknown }): void {
    readers.add(reader)
    end.once('close', () => {
      readers.delete(reader)
      if (reader.page()) unacked.left(reader.topics())
    })
  }

  return {
    /** Takes over a socket that has shown a key. */
    join(socket: WebSocket, wire: Socket, principal: Principal): void {
      take(createClient({ socket, wire, principal }, needs), socket)
    },
    isFull: () => count('socket') >= limits.websockets,
    /** Begins an event stream on a response, or answers why there is none. */
    stream(outgoing: ServerResponse, principal: Principal, demand: StreamDemand): Problem | undefined {
      if (streamsOf(principal.id) >= limits.streamsPerKey) {
        return { code: 'TOO_MANY_STREAMS', detail: `One key has at most ${limits.streamsPerKey} streams open` }
      }
      if (count('stream') >= limits.streams) return { code: 'UNAVAILABLE', detail: 'Too many streams are open' }
      take(createStream({ outgoing, principal, demand }, needs), outgoing)
      return undefined
    },
    events(events) {
      // Most of the time nobody listens.
      if (readers.size === 0) return
      for (const stored of events) {
        const { event, seqNo } = stored
        const wording = wordingOf('event', () => JSON.stringify({ type: 'event', event }), seqNo)
        for (const reader of readers) reader.live(stored, wording)
      }
    },
    publish(plugin, topic, data, { retain = false, ack } = {}) {
      if (!readPublished(data)) {
        onFault('PUBLISHED_NOT_JSON')
        log.debug({ plugin, topic }, 'Published data is not JSON and was left out')
        return 0
      }
      // It is taken back, which who has it already is told otherwise.
      if (ack !== undefined && data.trim() === 'null') {
        unacked.ack(plugin, topic, [ack])
        return 0
      }
      const [who, what] = [JSON.stringify(plugin), JSON.stringify(topic)]
      // Between values JSON may have line breaks, which would end the line of a stream.
      const line = () => data.replaceAll(/[\r\n]/g, ' ')
      const id = ack === undefined ? '' : `,"ack":${JSON.stringify(ack)}`
      const wording = wordingOf('publish', () => `{"type":"publish","plugin":${who},"topic":${what},"data":${line()}${id}}`)
      if (retain) retained.keep(plugin, topic, line())
      let count = 0
      let pages = 0
      for (const reader of readers) {
        if (!reader.publish(plugin, topic, wording)) continue
        count += 1
        if (reader.page()?.plugin === plugin) pages += 1
      }
      if (ack !== undefined) unacked.keep({ plugin, topic, ack, data: line() }, pages > 0)
      return count
    },
    reload(plugin) {
      for (const reader of readers) if (reader.page()?.plugin === plugin) reader.reload()
    },
    /** Lets go of everything that was opened with a key which is not one any more. */
    revoked(id) {
      for (const reader of readers) if (reader.principal.id === id) reader.close('revoked')
    },
    cutGames() {
      for (const reader of readers) if (reader.principal.role === 'game') reader.close('stopping')
    },
    clients: () => ({
      websockets: count('socket'),
      streams: count('stream'),
      overlays: [...readers].flatMap((reader) => reader.page() ?? []),
    }),
    stop(): void {
      cancelBeat()
      for (const reader of readers) reader.close('stopping')
    },
  } satisfies Pick<Server, 'events' | 'publish' | 'reload' | 'revoked' | 'cutGames'> & Record<string, unknown>
}
