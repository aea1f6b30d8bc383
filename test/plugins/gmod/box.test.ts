import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBox } from '../../../plugins/gmod/ways/box.ts'

const NEVER = new AbortController().signal
const message = (user: string) => ({ type: 'tiktok_follow', data: { user }, timestamp: 1, priority: 50 })
const put = (box: ReturnType<typeof createBox>, id: string, signal = NEVER) => box.put(message(id), { id, signal })
const idsOf = (boxed: readonly { readonly id: string }[]) => boxed.map(({ id }) => id)

test('a message stays until the game says that it has it', async () => {
  const box = createBox(() => 1000)
  const first = put(box, 'a')
  const second = put(box, 'b')
  assert.deepEqual([idsOf(box.after(0)), idsOf(box.after(0)), idsOf(box.after(1001))], [['a', 'b'], ['a', 'b'], ['b']])
  assert.equal(box.ack(1001), 1)
  await first
  assert.deepEqual(idsOf(box.after(0)), ['b'])
  box.ack(1002)
  await second
  assert.equal(box.size(), 0)
})

test('a game with a cursor of another run gets all that waits, and acknowledges nothing by it', () => {
  const box = createBox(() => 1000)
  void put(box, 'a')
  assert.deepEqual([idsOf(box.after(999_999)), box.ack(999_999), box.size()], [['a'], 0, 1])
})

test('who asks early is answered when something comes, and with nothing when it was long enough', async () => {
  const box = createBox()
  const ending = new AbortController()
  const [something, nothing] = [box.next(0, NEVER), createBox().next(0, ending.signal)]
  void put(box, 'a')
  ending.abort()
  assert.deepEqual([idsOf(await something), await nothing], [['a'], []])
})

test('at most 256 wait, and what nobody takes in time comes again later', async () => {
  const box = createBox()
  const ending = new AbortController()
  const late = assert.rejects(put(box, 'late', ending.signal), { name: 'RetryError', message: /did not take it in time/ })
  ending.abort()
  await late
  for (let count = 0; count < 256; count += 1) void put(box, String(count))
  await assert.rejects(put(box, 'more'), { name: 'RetryError', message: /256 messages wait/ })
})
