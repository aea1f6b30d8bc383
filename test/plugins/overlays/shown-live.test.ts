import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UnifiedEvent } from '#sdk'
import { createShownLive } from '../../../plugins/overlays/shown-live.ts'
import { eventOf } from './events.ts'

/** Whether an event of each of these counts in what is shown then. */
async function counted(...events: readonly Pick<UnifiedEvent, 'sessionId' | 'source' | 'seqNo'>[]) {
  const live = createShownLive()
  const like = await eventOf('like')
  return events.map((more) => {
    const event = { ...like, ...more }
    const isCounted = live.of(event) !== undefined
    if (more.source === 'plugin') live.ended(event)
    return isCounted
  })
}

test('a test during a live does not take its place, and before one it is shown', async () => {
  assert.deepEqual(
    await counted(
      { sessionId: 'test', source: 'simulator', seqNo: 1 },
      { sessionId: 'live', source: 'live', seqNo: 2 },
      { sessionId: 'test', source: 'simulator', seqNo: 3 },
      { sessionId: 'again', source: 'replay', seqNo: 4 },
      { sessionId: 'live', source: 'live', seqNo: 5 },
    ),
    [true, true, false, false, true],
  )
})

test('what is left of the live before does not bring it back', async () => {
  assert.deepEqual(
    await counted(
      { sessionId: 'new', source: 'live', seqNo: 9 },
      { sessionId: 'old', source: 'live', seqNo: 8 },
      { sessionId: 'newer', source: 'live', seqNo: 12 },
    ),
    [true, false, true],
  )
})

test('once a live has ended tests are shown again', async () => {
  assert.deepEqual(
    await counted(
      { sessionId: 'live', source: 'live', seqNo: 1 },
      { sessionId: 'live', source: 'plugin', seqNo: 2 },
      { sessionId: 'test', source: 'simulator', seqNo: 3 },
    ),
    [true, true, true],
  )
})
