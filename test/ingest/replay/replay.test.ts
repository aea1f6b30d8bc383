import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recorded } from '../../../core/ingest/replay/recorded.ts'
import { repeated } from '../../../core/ingest/replay/repeated.ts'
import { createReplay } from '../../../core/ingest/replay/replay.ts'
import type { StoredEvent } from '../../../core/store/store.ts'
import type { UnifiedEvent } from '../../../schemas/types.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const BEGAN = Date.UTC(2026, 10, 20)

function stored(seqNo: number, atMs: number, fields: object = {}): StoredEvent {
  const ingestedAt = new Date(BEGAN + atMs).toISOString()
  // Only what a replay looks at.
  const event = { eventId: `tiktok:7:${seqNo}`, eventType: 'chat', seqNo, sessionId: 'session-1', source: 'live', ingestedAt, ...fields }
  return { seqNo, event: event as unknown as UnifiedEvent, bytes: new Uint8Array() }
}

async function* slicesOf(...slices: readonly (readonly StoredEvent[])[]) {
  yield* slices
}

function play(slices: Parameters<typeof createReplay>[0]['slices'], more: Partial<Parameters<typeof createReplay>[0]> = {}) {
  const clock = createVirtualClock()
  const played: [atMs: number, ...seqNos: number[]][] = []
  const replay = createReplay({
    ...{ slices, clock, speed: 1, streamId: 'replay:somebody', room: () => 256 },
    hand: async (events) => void played.push([clock.now(), ...events.map(({ seqNo }) => seqNo)]),
    ...more,
  })
  replay.start()
  return { clock, played, replay }
}

const THREE = [stored(1, 0), stored(2, 1000), stored(3, 1000), stored(7, 4000)]

test('a replay has the pace of what happened, or so many times that', async () => {
  const once = play(slicesOf(THREE))
  await once.clock.advance(10_000)
  assert.deepEqual(once.played, [
    [0, 1],
    [1000, 2, 3],
    [4000, 7],
  ])
  const twice = play(slicesOf(THREE.slice(0, 2), THREE.slice(2)), { speed: 2 })
  await twice.clock.advance(10_000)
  assert.deepEqual(twice.played, [
    [0, 1],
    [500, 2],
    [500, 3],
    [2000, 7],
  ])
  assert.deepEqual([twice.replay.isWhole(), twice.replay.handed(), twice.replay.status().state], [true, { count: 4, reached: 7 }, 'ended'])
})

test('a replay hands in no more than there is room for, and leaves nothing out', async () => {
  let room = 2
  const { clock, played } = play(slicesOf(THREE), { speed: 'max', room: () => room })
  await clock.advance(0)
  room = 0
  const before = played.flatMap(([, ...seqNos]) => seqNos)
  await clock.advance(1000)
  assert.deepEqual(
    played.flatMap(([, ...seqNos]) => seqNos),
    before,
  )
  room = 1
  await clock.advance(1000)
  assert.deepEqual(
    played.flatMap(([, ...seqNos]) => seqNos),
    [1, 2, 3, 7],
  )
  assert.ok(played.every(([, ...seqNos]) => seqNos.length <= 2))
})

test('a replay that is stopped hands in nothing more and says why, and one that cannot go on says so', async () => {
  const { clock, played, replay } = play(slicesOf(THREE))
  await clock.advance(500)
  await replay.stop('Enough')
  await clock.advance(10_000)
  assert.deepEqual([played, replay.status().detail, replay.isWhole()], [[[0, 1]], 'Enough', false])
  const failing = play(slicesOf(THREE), { hand: () => Promise.reject(new Error('The disk is gone')) })
  await assert.rejects(failing.replay.played(), /The disk is gone/)
  assert.deepEqual([failing.replay.status().state, failing.replay.status().detail], ['failed', 'The disk is gone'])
})

test('of a session is replayed what came from outside, once, between two times', async () => {
  const log = [
    stored(1, 0, { source: 'history' }),
    stored(2, 1000),
    stored(3, 2000, { sessionId: 'session-2' }),
    stored(4, 3000, { source: 'plugin' }),
    stored(5, 4000, { source: 'replay', replay: { id: 'dead-tts-2', of: 2 } }),
    stored(6, 5000),
    stored(7, 6000),
  ]
  const read = (from: number, limit: number) => log.filter(({ seqNo }) => seqNo >= from).slice(0, limit)
  const found = async (more: object) => {
    const numbers: number[] = []
    for await (const slice of recorded(read, { sessionId: 'session-1', first: 1, last: 7, ...more }))
      numbers.push(...slice.map(({ seqNo }) => seqNo))
    return numbers
  }
  assert.deepEqual(await found({}), [2, 6, 7])
  assert.deepEqual(await found({ fromMs: BEGAN + 1001, untilMs: BEGAN + 6000 }), [6])
})

test('what is repeated again is called by what it was called at first', () => {
  const once = repeated(stored(5, 0).event, { id: '12-abc' })
  const again = repeated({ ...once, seqNo: 9, ingestedAt: '' } as UnifiedEvent, { id: 'dead-tts-9', to: ['tts'] })
  assert.deepEqual([once.eventId, again.eventId], ['replay:12-abc:tiktok:7:5', 'replay:dead-tts-9:tiktok:7:5'])
  assert.deepEqual(
    [once.replay, again.replay],
    [
      { id: '12-abc', of: 5 },
      { id: 'dead-tts-9', of: 9, to: ['tts'] },
    ],
  )
})
