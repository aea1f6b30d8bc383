import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { RetryError } from '#sdk/failures'
import { createBatches } from '../../../plugins/roblox/batches.ts'
import { MAX_BYTES, perMinute } from '../../../plugins/roblox/open-cloud.ts'

const NEVER = new AbortController().signal
const entry = (name: string) => JSON.stringify({ name, filling: 'x'.repeat(200) })

/** Messages as they were published, each with the millisecond. */
function createTopic({ perMinute: most = 120, fail = [] as Error[] } = {}) {
  const messages: { readonly at: number; readonly text: string }[] = []
  const batches = createBatches({
    async publish(text) {
      const failure = fail.shift()
      if (failure) throw failure
      messages.push({ at: Date.now(), text })
    },
    ...{ maxBytes: MAX_BYTES, perMinute: most },
  })
  return { batches, messages }
}

async function pass(ms: number) {
  mock.timers.tick(ms)
  // What was published is known a few turns later.
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

test('many events go in few messages, each within its size, in order, and not more often than Roblox takes them', async (t) => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  t.after(() => mock.timers.reset())
  const { batches, messages } = createTopic()
  const names = Array.from({ length: 20 }, (_, number) => `n${number}`)
  const all = Promise.all(names.map((name) => batches.add(entry(name), NEVER)))
  for (let turn = 0; turn < 20; turn += 1) await pass(250)
  await all
  assert.deepEqual(
    messages.flatMap(({ text }) => JSON.parse(text).map(({ name }: { name: string }) => name)),
    names,
  )
  assert.ok(messages.every(({ text }) => text.length <= MAX_BYTES))
  assert.deepEqual(
    messages.map(({ at }) => at),
    [0, 500, 1000, 1500, 2000].map((ms) => ms + (messages[0]?.at ?? 0)),
  )
})

test('after "too many" nothing is sent until Roblox takes messages again', async (t) => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  t.after(() => mock.timers.reset())
  const { batches, messages } = createTopic({ fail: [new RetryError('Roblox answered 429', 7000)] })
  const refused = assert.rejects(batches.add(entry('first'), NEVER), /429/)
  await pass(0)
  await refused
  void batches.add(entry('again'), NEVER)
  await pass(6999)
  assert.equal(messages.length, 0)
  await pass(1)
  assert.equal(messages.length, 1)
})

test('what waits when its time is up, or when 500 wait, is told so', async () => {
  const { batches } = createTopic()
  const ending = new AbortController()
  const late = assert.rejects(batches.add(entry('late'), ending.signal), { name: 'RetryError' })
  ending.abort()
  await late
  const many = Array.from({ length: 500 }, () => batches.add('1', NEVER))
  await assert.rejects(batches.add('1', NEVER), /500 events wait/)
  const stopped = Promise.allSettled(many)
  batches.stop()
  assert.ok((await stopped).every(({ status }) => status === 'rejected'))
})

test('the limit counts servers as Roblox says', () => assert.deepEqual([perMinute(1), perMinute(10)], [120, 840]))
