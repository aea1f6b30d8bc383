import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Source } from '../core/ingest/source.ts'
import { createLiveSource, LEAVE_MS } from '../core/live-source.ts'
import type { Settings } from '../schemas/types.ts'
import { createVirtualClock } from './support/virtual-clock.ts'

/** Sources that tell what is asked of them, and end when told to. */
function createSources() {
  const [told, ends]: [string[], ((failure?: Error) => void)[]] = [[], []]
  const create = ({ tiktok }: Settings): Source => ({
    start: () => told.push(`${tiktok?.username} starts`),
    stop() {
      told.push(`${tiktok?.username} stops`)
      return new Promise((resolve, reject) => ends.push((failure) => (failure ? reject(failure) : resolve())))
    },
    status: () => ({ kind: 'test', state: 'connected', detail: String(tiktok?.username), malformed: 0, unknown: 0, reconnects: 0 }),
  })
  return { told, ends, create }
}

const settingsOf = (username: string): Settings => ({ schemaVersion: '1', tiktok: { username } })

test('another account is followed once the live before has ended, and not much later when that waits for room on the disk', async () => {
  const clock = createVirtualClock()
  const { told, ends, create } = createSources()
  const source = createLiveSource(create, { settings: settingsOf('ann'), clock })
  source.start()
  const toBea = source.follow(settingsOf('bea'))
  await clock.advance(LEAVE_MS - 1)
  assert.deepEqual([told, source.status().detail], [['ann starts', 'ann stops'], 'ann'])
  ends[0]?.()
  await toBea
  const toCleo = source.follow(settingsOf('cleo'))
  await clock.advance(LEAVE_MS)
  await toCleo
  assert.deepEqual(told.slice(2), ['bea starts', 'bea stops', 'cleo starts'])
  assert.equal(clock.pending(), 0)
})

test('a stop waits for every live that was followed, and an end that fails keeps no other from being followed', async () => {
  const clock = createVirtualClock()
  const { told, ends, create } = createSources()
  const source = createLiveSource(create, { settings: settingsOf('ann'), clock })
  source.start()
  const toBea = source.follow(settingsOf('bea'))
  await clock.advance(0)
  ends[0]?.(new Error('the store is gone'))
  await assert.rejects(toBea, /the store is gone/)
  const toCleo = source.follow(settingsOf('cleo'))
  await clock.advance(LEAVE_MS)
  await toCleo
  let isStopped = false
  const stopped = source.stop().then(() => (isStopped = true))
  await clock.advance(LEAVE_MS)
  ends[2]?.()
  await clock.advance(0)
  assert.deepEqual([told.at(-1), isStopped], ['cleo stops', false])
  ends[1]?.()
  await stopped
})
