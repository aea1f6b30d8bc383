import type { EventOf } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { Draft, LastHeard, SourceDoor } from '../source.ts'
import type { Connection } from './connection.ts'
import type { Frame, WireMessage } from './frames.ts'
import { createMapper, type Mapped, toRaw } from './map.ts'
import { type Outcome, sentenceOf } from './outcome.ts'
import { present } from './values.ts'

type EndReason = EventOf<'streamEnd'>['payload']['reason']
type Announced = 'ended' | 'suspended'
type Room = { readonly roomId: string; map: (message: WireMessage) => Mapped; connections: number }
type Outage = { readonly from: string; readonly reason: string; readonly lastEventId?: string }

const REFUSED = 'The events could not be stored'
const MAX_IN_FLIGHT = 5000
const MAX_SAMPLES = 100
const MAX_SAMPLE_BYTES = 4 * 1024

/** Where frames go. */
export type Feed = ReturnType<typeof createFeed>

/** From frames to the door: opens and closes the session, turns messages into drafts, and says where some are missing. */
export function createFeed({ door, username, clock, log }: { door: SourceDoor; username: string; clock: Clock; log: Logger }) {
  const pending = new Set<Promise<void>>()
  let room: Room | undefined
  let isConnected = false
  let outage: Outage | undefined
  let lastEventId: string | undefined
  /** Of what came by itself, the oldest: ISO 8601, by the platform's clock, whatever ours says. */
  let followedSince: string | undefined
  let lastFrameAt: number | undefined
  let inFlight = 0
  let samples = 0
  const counts = { malformed: 0, unknown: 0, reconnects: 0 }

  const iso = (at: number) => new Date(at).toISOString()
  const missing = (reason: string): Outage => present({ from: iso(lastFrameAt ?? clock.wallTime()), reason, lastEventId })

  function hand(drafts: readonly Draft[], ifRefused = missing(REFUSED)) {
    if (drafts.length === 0) return
    inFlight += drafts.length
    const done = door
      .ingest(drafts)
      .catch((error: unknown) => {
        log.error({ error: String(error), lost: drafts.length }, 'Events from TikTok were not accepted')
        // What is missing since longer takes the rest in.
        if (!outage || ifRefused.from < outage.from) outage = ifRefused
      })
      .finally(() => {
        inFlight -= drafts.length
        pending.delete(done)
      })
    pending.add(done)
  }

  function takeGap(): Draft[] {
    if (!outage) return []
    const payload = { ...outage, to: iso(clock.wallTime()) }
    outage = undefined
    return [{ eventType: 'gap', payload }]
  }

  function handMessages(messages: readonly WireMessage[]): Announced | undefined {
    if (!room || messages.length === 0) return undefined
    const ifRefused = outage ?? missing(REFUSED)
    const drafts = takeGap()
    let ended: Announced | undefined
    const since = followedSince
    for (const message of messages) {
      const { draft: mapped, verdict } = room.map(message)
      const draft = wasMissed(mapped, since) ? { ...mapped, source: 'live' as const } : mapped
      if (!message.isHistory) followedSince = earlier(draft.timestamp, followedSince)
      if (verdict === 'malformed' || verdict === 'unknown') counts[verdict] += 1
      if (draft.eventId) lastEventId = draft.eventId
      if (draft.eventType === 'streamEnd' && draft.source === 'live') ended = draft.payload.reason === 'suspended' ? 'suspended' : 'ended'
      drafts.push(draft)
    }
    hand(drafts, ifRefused)
    return ended
  }

  /** Of this live something was heard before this source began: by a process that is gone, for one. */
  function takeUp({ at, eventId }: LastHeard) {
    followedSince = at
    lastEventId = eventId
    outage = { from: at, reason: 'The live was not followed meanwhile', lastEventId }
  }

  async function settled() {
    while (pending.size > 0) await Promise.all(pending)
  }

  async function close(reason: EndReason) {
    if (!room) return
    hand(takeGap())
    room = undefined
    await settled()
    outage = undefined
    lastEventId = undefined
    followedSince = undefined
    // Whoever leaves does so without its last words, too; streaks that are open are in the log.
    await door
      .closeSession(reason)
      .catch((error: unknown) => log.error({ error: String(error) }, 'The end of a TikTok live could not be stored'))
  }

  return {
    counts,
    lastFrameAt: () => lastFrameAt,
    roomId: () => room?.roomId,
    isFull: () => inFlight >= MAX_IN_FLIGHT,
    /** Everything handed in so far is accepted, or refused and noted as a gap. */
    settled,

    /** A connection stands: the same room goes on, another one is a session of its own. */
    async opened({ roomId, name, title, history, proto }: Connection) {
      if (room && room.roomId !== roomId) await close('unknown')
      if (!room) {
        const session = door.openSession(present({ streamId: `tiktok:${username}`, roomId, name, title, source: 'live' as const }))
        if (session.lastHeard) takeUp(session.lastHeard)
      }
      if (room) counts.reconnects += 1
      const connections = (room?.connections ?? 0) + 1
      room = { roomId, map: createMapper({ proto, roomId, wallTime: clock.wallTime }), connections }
      isConnected = true
      hand([{ eventType: 'connected', payload: { roomId, provider: 'tiktok-live-connector', attempt: connections } }])
      lastFrameAt = clock.wallTime()
      handMessages(history)
    },

    /** Answers why the live ended, when the frame says that it did. */
    frame(frame: Frame): Announced | undefined {
      if (!room) return undefined
      lastFrameAt = clock.wallTime()
      if (frame.kind === 'messages') return handMessages(frame.messages)
      counts.malformed += 1
      if (samples < MAX_SAMPLES) {
        samples += 1
        hand([toRaw({ method: 'frame', payload: frame.bytes }, 'malformed', MAX_SAMPLE_BYTES)])
      }
      return undefined
    },

    /** The connection is gone. What comes after the next one follows a gap. */
    lost(outcome: Outcome, retryInMs: number | undefined) {
      if (!room) return
      isConnected = false
      const reason = sentenceOf(outcome, { name: username, waitMs: retryInMs ?? 0 })
      outage ??= missing(reason)
      const willReconnect = retryInMs !== undefined
      hand([{ eventType: 'disconnected', payload: present({ code: outcome.code, reason, willReconnect, retryInMs }) }])
    },

    /** Connecting failed while a live is going on. */
    failed(outcome: Outcome, retryInMs: number | undefined) {
      const message = sentenceOf(outcome, { name: username, waitMs: retryInMs ?? 0 })
      if (room) hand([{ eventType: 'error', payload: { message, code: outcome.kind } }])
    },

    /** The live is over, or we leave it. Closing the session tells the end to whoever was not told by TikTok's own message. */
    async ended(reason: EndReason) {
      if (!room) return
      if (isConnected) hand([{ eventType: 'disconnected', payload: { reason: 'The live is over', willReconnect: false } }])
      isConnected = false
      await close(reason)
    },
  }
}

/**
 * Whether history tells of something that was missed while the live was followed, because the connection, or the host, was gone: nobody acted on it. What was
 * heard has an id that is known. That a live ended is left to what comes by itself.
 */
function wasMissed({ eventType, source, timestamp }: Draft, since: string | undefined): boolean {
  return source === 'history' && eventType !== 'streamEnd' && since !== undefined && timestamp !== undefined && timestamp >= since
}

const earlier = (one: string | undefined, other = one) => (one !== undefined && other !== undefined && one < other ? one : other)
