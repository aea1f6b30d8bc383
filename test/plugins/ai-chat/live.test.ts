import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBudget } from '../../../plugins/ai-chat/live/budget.ts'
import { createCoolDown } from '../../../plugins/ai-chat/live/cool-down.ts'
import { createMemory } from '../../../plugins/ai-chat/live/memory.ts'
import { createMutes } from '../../../plugins/ai-chat/live/mutes.ts'
import { costOf, estimate, priceOf, UNKNOWN_PRICE } from '../../../plugins/ai-chat/live/prices.ts'
import { createQueue } from '../../../plugins/ai-chat/live/queue.ts'
import { createRest } from '../../../plugins/ai-chat/services/rest.ts'
import { createRecordingHost } from '../../support/recording-host.ts'

const FOREVER = new AbortController().signal

test('a viewer is answered again after a pause, and all together so many times a minute', () => {
  const start = Date.parse('2026-01-01T12:00:00Z')
  let time = start
  const coolDown = createCoolDown({ viewerMs: 30_000, perMinute: 3 }, () => time)
  assert.deepEqual(['a', 'a', 'b', undefined, 'c', undefined].map(coolDown.take), [
    'taken',
    'viewer',
    'taken',
    'taken',
    'everybody',
    'everybody',
  ])
  time = start + 29_999
  assert.equal(coolDown.take('a'), 'viewer')
  time = start + 60_000
  assert.deepEqual(['a', 'c'].map(coolDown.take), ['taken', 'taken'])
})

test('the queue runs so many at once, the newest next, and drops the oldest that waits when too many do', async () => {
  const queue = createQueue({ atOnce: 2, waiting: 2 })
  const began: string[] = []
  const ends: (() => void)[] = []
  const add = (name: string, signal = FOREVER) =>
    queue.add(() => {
      began.push(name)
      return new Promise<string>((resolve) => ends.push(() => resolve(name)))
    }, signal)
  const all = ['a', 'b', 'c', 'd', 'e'].map((name) => add(name))
  assert.deepEqual([began, queue.counts()], [['a', 'b'], { running: 2, waiting: 2 }])
  assert.equal(await all[2], 'dropped')
  ends.shift()?.()
  assert.equal(await all[0], 'a')
  assert.deepEqual(began, ['a', 'b', 'e'])
  for (const name of ['b', 'e', 'd']) {
    ends.shift()?.()
    await all[['a', 'b', 'c', 'd', 'e'].indexOf(name)]
  }
  assert.deepEqual([began, queue.counts()], [['a', 'b', 'e', 'd'], { running: 0, waiting: 0 }])
})

test('what nobody waits for any more leaves the queue, and work that fails makes room as well', async () => {
  const queue = createQueue({ atOnce: 1, waiting: 5 })
  const abort = new AbortController()
  const failing = queue.add(() => Promise.reject(new Error('no')), FOREVER)
  const left = queue.add(async () => 'never', abort.signal)
  abort.abort()
  assert.equal(await left, 'dropped')
  await assert.rejects(failing)
  assert.equal(await queue.add(async () => 'next', FOREVER), 'next')
})

test('what is given up while it runs takes nobody’s place in the queue', async () => {
  const queue = createQueue({ atOnce: 1, waiting: 5 })
  const abort = new AbortController()
  const ends: (() => void)[] = []
  const work = () => new Promise<string>((resolve) => ends.push(() => resolve('done')))
  const first = queue.add(work, FOREVER)
  const second = queue.add(work, abort.signal)
  ends[0]?.()
  await first
  const third = queue.add(work, FOREVER)
  abort.abort()
  ends[1]?.()
  await second
  ends[2]?.()
  assert.deepEqual([await second, await third], ['done', 'done'])
})

const exchange = (n: number, more: object = {}) => ({
  eventId: `e${n}`,
  userId: `u${n}`,
  viewer: 'Luna',
  says: `q${n}`,
  answer: `a${n}`,
  ...more,
})

test('the memory has the last exchanges with each persona of a live, and not too much of them', () => {
  const memory = createMemory(2)
  for (const n of [1, 2, 3]) memory.keep('live', 'Nova', exchange(n))
  memory.keep('live', 'Doc', exchange(4))
  assert.deepEqual(
    memory.recall('live', 'Nova').map(({ says }) => says),
    ['q2', 'q3'],
  )
  assert.deepEqual(Object.keys(memory.recall('live', 'Doc')[0] ?? {}), ['viewer', 'says', 'answer'])
  assert.deepEqual(memory.recall('other', 'Nova'), [])
  memory.keep('live', 'Nova', exchange(5, { answer: 'x'.repeat(5_995) }))
  memory.keep('live', 'Nova', exchange(6))
  assert.deepEqual(
    memory.recall('live', 'Nova').map(({ says }) => says),
    ['q6'],
  )
})

test('a memory of nothing keeps nothing', () => {
  const memory = createMemory(0)
  memory.keep('live', 'Nova', exchange(1))
  assert.deepEqual(memory.recall('live', 'Nova'), [])
})

test('deleted chats are forgotten, by themselves or by who wrote them, and a live that ends is', () => {
  const memory = createMemory(6)
  for (const n of [1, 2, 3]) memory.keep('live', 'Nova', exchange(n))
  memory.forget(['e1'], ['u3'])
  assert.deepEqual(
    memory.recall('live', 'Nova').map(({ says }) => says),
    ['q2'],
  )
  memory.keep('live-2', 'Nova', exchange(4))
  memory.endOf('live')
  assert.deepEqual([memory.recall('live', 'Nova').length, memory.recall('live-2', 'Nova').length], [0, 1])
  memory.clear()
  assert.equal(memory.exchanges(), 0)
})

function createCase(limits = { tokens: 1000, dollars: 1 }) {
  const { host, kept } = createRecordingHost()
  const told: string[] = []
  let time = 0
  const parts = { now: () => time, warn: () => void told.push('warn'), stopped: () => void told.push('stopped') }
  const at = (ms: number) => {
    time = ms
  }
  return { kept, told, at, open: (of = limits) => createBudget(host.kv, of, parts) }
}

test('the budget stops what might go beyond a limit, in tokens or in money, and takes nothing for it', async () => {
  const { told, open } = createCase()
  const budget = open()
  const settle = await budget.reserve('live', { tokens: 600, micros: 600_000 })
  assert.ok(settle)
  assert.equal(await budget.reserve('live', { tokens: 401, micros: 0 }), undefined)
  assert.equal(await budget.reserve('live', { tokens: 0, micros: 400_001 }), undefined)
  assert.ok(await budget.reserve('live', { tokens: 400, micros: 400_000 }))
  assert.ok(await budget.reserve('other', { tokens: 1000, micros: 0 }))
  assert.deepEqual(told, ['stopped'])
  assert.deepEqual(await settle({ tokens: 100, micros: 100_000 }), { tokens: 500, micros: 500_000, part: 0.5, hasStopped: true })
})

test('many asks at once do not go beyond the limit together', async () => {
  const { open } = createCase()
  const budget = open()
  const all = await Promise.all(Array.from({ length: 50 }, () => budget.reserve('live', { tokens: 90, micros: 0 })))
  const taken = all.filter((one) => one !== undefined)
  assert.ok(taken.length <= 11, String(taken.length))
  assert.equal((await budget.spent('live')).tokens, taken.length * 90)
})

test('80 % of the budget is told once, and a restart forgets nothing of what was spent', async () => {
  const { told, open } = createCase()
  for (const tokens of [500, 300, 100]) await (await open().reserve('live', { tokens: 10, micros: 0 }))?.({ tokens, micros: 0 })
  assert.deepEqual(told, ['warn', 'warn'])
  assert.equal((await open().spent('live')).tokens, 900)
  assert.equal(await open().reserve('live', { tokens: 101, micros: 0 }), undefined)
})

test('80 % of the budget is told when it is reached, and not before nor again', async () => {
  const { told, open } = createCase()
  const budget = open()
  const after: number[] = []
  for (const tokens of [500, 300, 100]) {
    await (await budget.reserve('live', { tokens: 10, micros: 0 }))?.({ tokens, micros: 0 })
    after.push(told.length)
  }
  assert.deepEqual([told, after], [['warn'], [0, 1, 1]])
})

test('a limit of nothing allows nothing, and lives of long ago are forgotten', async () => {
  const { kept, at, open } = createCase()
  assert.equal(await open({ tokens: 0, dollars: 0 }).reserve('live', { tokens: 1, micros: 0 }), undefined)
  at(8 * 24 * 3_600_000)
  await open().reserve('new', { tokens: 1, micros: 0 })
  await open().tidy()
  assert.deepEqual([...kept.keys()], ['spent/new/at', 'spent/new/tokens', 'spent/new/micros'])
})

test('a model costs by the longest name that fits, much when it has no price, and nothing on one’s own machine', () => {
  const prices = [
    { model: 'gpt', input: 1, output: 2 },
    { model: 'gpt-4o-mini', input: 0.15, output: 0.6 },
  ]
  assert.equal(priceOf(prices, 'gpt-4o-mini-2024', false).input, 0.15)
  assert.equal(priceOf(prices, 'gpt-9', false).input, 1)
  assert.deepEqual(priceOf(prices, 'claude', false), UNKNOWN_PRICE)
  assert.deepEqual(priceOf(prices, 'llama', true), { input: 0, output: 0 })
  assert.equal(costOf({ input: 1_000_000, output: 500_000 }, { input: 0.15, output: 0.6 }), 450_000)
})

test('an estimate is never below what any text can have', () => {
  for (const text of ['hello world', '小明小明', '😀😀', 'a b c d e f g']) {
    // A token has a byte at least in theory and two in practice.
    assert.ok(estimate([text], 150).input >= [...text].length / 2)
  }
  assert.equal(estimate(['x'], 150).output, 150)
})

test('a persona that was muted stays so over a restart', async () => {
  const { host } = createRecordingHost()
  const mutes = await createMutes(host.kv)
  await mutes.set('Nova', true)
  await mutes.set('Nova', true)
  assert.deepEqual([(await createMutes(host.kv)).list(), mutes.has('Doc')], [['Nova'], false])
  await mutes.set('Nova', false)
  assert.deepEqual((await createMutes(host.kv)).list(), [])
})

test('a service rests as long as it says, for a minute after three failures, and for good when its key is wrong', () => {
  let time = 0
  const rest = createRest(() => time)
  rest.failed('a', { kind: 'busy', retryAfterMs: 5_000 })
  for (let n = 0; n < 3; n += 1) rest.failed('b', { kind: 'late', retryAfterMs: undefined })
  rest.failed('c', { kind: 'auth', retryAfterMs: undefined })
  for (let n = 0; n < 9; n += 1) rest.failed('d', { kind: 'stopped', retryAfterMs: undefined })
  const resting = () => ['a', 'b', 'c', 'd'].filter(rest.isResting).join('')
  assert.equal(resting(), 'abc')
  time = 5_000
  assert.equal(resting(), 'bc')
  time = 1e12
  assert.equal(resting(), 'c')
  rest.worked('c')
  assert.equal(resting(), '')
})
