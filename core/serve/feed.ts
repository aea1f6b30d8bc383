import type { UnifiedEvent } from '../../schemas/types.ts'
import type { StoredEvent } from '../store/store.ts'
import type { ServerMessage } from './messages.ts'
import type { Outbox } from './outbox.ts'

const CHUNK = 256

/**
 * The events of the log for one reader, each once and in order. Its states:
 *
 * **off**: nothing was asked for yet.
 * **live**: events go out as they are accepted.
 * **behind**: they are read from the log at the reader's pace; entered to resume, and by a reader that falls back;
 * left when the log has no more.
 *
 * `cursor` is the last event looked at, in whichever state, so none is missed and none sent twice.
 */
export function createFeed({
  outbox,
  readFrom,
  isFor = () => true,
  wordOf,
  onFailed,
}: {
  outbox: Pick<Outbox, 'push' | 'hasRoom'>
  readFrom: (seqNo: number, limit: number) => readonly StoredEvent[]
  /** What the reader may hear of at all. */
  isFor?: (event: UnifiedEvent) => boolean
  /** A message in the form that the reader takes. */
  wordOf: (message: ServerMessage) => Buffer
  /** The log could not be read. */
  onFailed: (error: unknown) => void
}) {
  let wanted: ReadonlySet<string> = new Set()
  let state: 'off' | 'live' | 'behind' = 'off'
  let cursor = 0
  let isReading = false

  function offer(event: UnifiedEvent, message: () => Buffer): void {
    cursor = event.seqNo
    if ((wanted.has('*') || wanted.has(event.eventType)) && isFor(event)) outbox.push(message())
  }

  function passing({ eventType }: UnifiedEvent, message: () => Buffer): void {
    if ((wanted.has('*') || wanted.has(eventType)) && outbox.hasRoom()) outbox.push(message())
  }

  function readOn(): void {
    if (state !== 'behind' || isReading) return
    isReading = true
    // A tick for the others before each chunk.
    setImmediate(() => {
      isReading = false
      try {
        readChunk()
      } catch (error) {
        onFailed(error)
      }
    })
  }

  function readChunk(): void {
    if (state !== 'behind' || !outbox.hasRoom()) return
    const events = readFrom(cursor + 1, CHUNK)
    for (const { event, seqNo } of events) {
      if (!outbox.hasRoom()) return
      if (seqNo > cursor + 1) outbox.push(wordOf({ type: 'gap', dropped: seqNo - cursor - 1 }))
      offer(event, () => wordOf({ type: 'event', event }))
    }
    if (events.length === 0) state = 'live'
    readOn()
  }

  return {
    /** From now on sends events of these types, beginning behind a number. */
    start(types: readonly string[], after: number): void {
      wanted = new Set(types)
      cursor = after
      state = types.length > 0 ? 'behind' : 'live'
      readOn()
    },
    /** The last event looked at; undefined before `start`. */
    cursor: () => (state === 'off' ? undefined : cursor),
    /** Takes an event as it is accepted. */
    live({ event, seqNo }: StoredEvent, message: () => Buffer): void {
      if (state !== 'live') return
      // Without a number: it was not kept, and nobody can come back for it.
      if (seqNo === 0) passing(event, message)
      if (seqNo <= cursor) return
      // Whoever does not keep up reads the rest from the log, when there is room again.
      if (wanted.size > 0 && !outbox.hasRoom()) state = 'behind'
      else offer(event, message)
    },
    /** There is room again. */
    readOn,
  }
}
