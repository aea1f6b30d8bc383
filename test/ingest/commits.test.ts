import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HostError } from '../../core/base/errors.ts'
import { type Batch, createCommits } from '../../core/ingest/commits.ts'
import type { EventType } from '../../schemas/types.ts'
import { createFakeClock } from './fake-store.ts'

const full = () => new HostError('STORE_FULL', 'The disk is full')
const turn = () => new Promise((resolve) => setImmediate(resolve))

/** Writes that wait until they are told how to end, the oldest first. */
function start() {
  const clock = createFakeClock()
  const writes: { readonly types: readonly EventType[]; readonly isPrompt: boolean | undefined; end(error?: Error): Promise<unknown> }[] =
    []
  const said: string[] = []
  const commits = createCommits({
    clock,
    write: ({ events = [], isPrompt }) =>
      new Promise((resolve, reject) => {
        writes.push({
          types: events.map(({ eventType }) => eventType),
          isPrompt,
          end(error) {
            // What is stored has a number, which nothing here reads.
            if (error) reject(error)
            else
              resolve(
                events.map((event) => ({ seqNo: 1, event: { ...event, seqNo: 1, ingestedAt: '' }, bytes: new Uint8Array() })) as never,
              )
            return turn()
          },
        })
      }),
    onDurable: (events) => said.push(`kept ${events.map(({ event }) => event.eventId)}`),
    onDropped: (events) => said.push(`dropped ${events.map(({ eventId }) => eventId)}`),
    onUnkept: (events) => said.push(`unkept ${events.map(({ eventId }) => eventId)}`),
  })
  return { clock, commits, writes, said }
}

function batch(eventId: string, eventType: EventType = 'gift'): Batch {
  // The event's other fields are the store's business.
  return { events: [{ eventId, eventType }] as unknown as Batch['events'], undo: [] }
}

test('F1: a write that fails takes nothing from one before it, which is told of when it is durable', async () => {
  const { commits, writes, said } = start()
  const first = commits.submit(batch('a'))
  const second = assert.rejects(commits.submit(batch('b')), { code: 'STORE_WRITE_FAILED' })
  await writes[1]?.end(new HostError('STORE_WRITE_FAILED', 'The disk is gone'))
  await writes[0]?.end()
  await Promise.all([first, second])
  assert.deepEqual(said, ['dropped b', 'kept a'])
})

test('what was not kept is taken back in the opposite order', async () => {
  const { commits, writes } = start()
  const undone: number[] = []
  const failed = assert.rejects(commits.submit({ ...batch('a'), undo: [1, 2, 3].map((step) => () => undone.push(step)) }))
  await writes[0]?.end(new HostError('STORE_WRITE_FAILED', 'The disk is gone'))
  await failed
  assert.deepEqual(undone, [3, 2, 1])
})

test('the store is asked to be prompt for gifts, tips, subscriptions and follows, and for nothing else', () => {
  const { commits, writes } = start()
  const all: readonly EventType[] = ['gift', 'tip', 'subscribe', 'follow', 'chat', 'like', 'giftStreak', 'share']
  for (const type of all) void commits.submit(batch(type, type))
  assert.deepEqual(
    writes.filter(({ isPrompt }) => isPrompt).flatMap(({ types }) => types),
    ['gift', 'tip', 'subscribe', 'follow'],
  )
})

test('F1: while one batch waits for room, what comes later waits behind it, though there is room by then', async () => {
  const { clock, commits, writes, said } = start()
  const first = commits.submit(batch('a'))
  await writes[0]?.end(full())
  const second = commits.submit(batch('b'))
  assert.equal(writes.length, 1)
  await clock.pass(250)
  await writes[1]?.end()
  await writes[2]?.end()
  await Promise.all([first, second])
  assert.deepEqual(said, ['kept a', 'kept b'])
})

test('F1: room on the disk is looked for at least every two seconds, however long there was none', async () => {
  const { clock, commits, writes } = start()
  const held = commits.submit(batch('a'))
  await writes.at(-1)?.end(full())
  for (let tries = 1; tries <= 20; tries++) {
    await clock.pass(2000)
    assert.equal(writes.length, tries + 1)
    await writes.at(-1)?.end(tries < 20 ? full() : undefined)
  }
  await held
})

test('F1: a disk that is full for the second time is looked at again as soon as the first time', async () => {
  const { clock, commits, writes } = start()
  const first = commits.submit(batch('a'))
  await writes.at(-1)?.end(full())
  await clock.pass(250)
  await writes.at(-1)?.end(full())
  await clock.pass(500)
  await writes.at(-1)?.end()
  await first
  const second = commits.submit(batch('b'))
  await writes.at(-1)?.end(full())
  await clock.pass(250)
  await writes.at(-1)?.end()
  await second
})

test('F1: what is being written when the host is about to stop, and finds no room, is refused and not tried again', async () => {
  const { clock, commits, writes, said } = start()
  const held = assert.rejects(commits.submit(batch('a')), { code: 'STOPPING' })
  await writes[0]?.end(full())
  await clock.pass(250)
  commits.stop()
  await writes[1]?.end(full())
  await held
  await clock.pass(60_000)
  assert.deepEqual([writes.length, said, commits.waiting()], [2, ['dropped a'], 0])
})

test('F1: everything that waits for room is refused when the host is about to stop, the newest first, also after there had been room', async () => {
  const { clock, commits, writes, said } = start()
  const before = commits.submit(batch('before'))
  await writes[0]?.end(full())
  await clock.pass(250)
  await writes[1]?.end()
  await before
  const held = ['a', 'b'].map((eventId) => assert.rejects(commits.submit(batch(eventId)), { code: 'STOPPING' }))
  await writes[2]?.end(full())
  await writes[3]?.end(full())
  commits.stop()
  await Promise.all(held)
  assert.deepEqual(said, ['kept before', 'dropped b', 'dropped a'])
})
