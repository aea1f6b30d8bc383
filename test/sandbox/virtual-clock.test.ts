import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createObservedSandbox, pluginCode } from '../support/sandbox.ts'

const HOUR_MS = 3_600_000

/** A sandbox with one plugin on a virtual clock, and what hands it an event and answers how it ended. */
async function start(
  t: TestContext,
  definition: string,
  { code = {}, ...parts }: { code?: object } & Parameters<typeof createObservedSandbox>[0] = {},
) {
  const observed = createObservedSandbox(parts)
  t.after(observed.stop)
  const { sandbox, packer, results, until } = observed
  await sandbox.load(pluginCode('one', definition, { clock: 'virtual', ...code }), 'thread')
  const published = () => observed.told('publish').map(([, data]) => JSON.parse(String(data)) as unknown)
  async function deliver(eventType = 'chat') {
    const before = results.length
    sandbox.deliver('one', packer.deliveries(1, { eventType }))
    await until(() => results.length > before)
    return results.at(-1)
  }
  return { ...observed, deliver, published }
}

const SLEEP = 'const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))'

test('a handler that sleeps for an hour takes no time, and finds the clock an hour on', async (t) => {
  const { deliver, published } = await start(
    t,
    `(() => { ${SLEEP}; return { on: { async chat(_, host) {
      const [date, made, ran] = [Date.now(), new Date(), performance.now()]
      await sleep(${HOUR_MS})
      host.publish('slept', [Date.now() - date, new Date() - made, Math.round(performance.now() - ran)])
    } } } })()`,
    { code: { timeoutMs: HOUR_MS + 1 } },
  )
  assert.equal((await deliver())?.error, undefined)
  assert.deepEqual(published(), [[HOUR_MS, HOUR_MS, HOUR_MS]])
})

test('a handler that sleeps longer than it may has timed out, and its signal with it', async (t) => {
  const { deliver, published, sandbox } = await start(
    t,
    `(() => { ${SLEEP}; return { on: {
      async chat(_, host, { signal }) {
        signal.addEventListener('abort', () => host.publish('aborted', true))
        await sleep(10_001)
      },
      gift: () => sleep(10_000),
      like: () => new Promise(() => {}),
    } } })()`,
    { code: { timeoutMs: 10_000 } },
  )
  const late = 'The handler did not end within 10000 ms'
  assert.deepEqual(
    [(await deliver('chat'))?.error, (await deliver('gift'))?.error, (await deliver('like'))?.error],
    [late, undefined, late],
  )
  await sandbox.advance('one', 0)
  assert.deepEqual(published(), [true])
})

test('timers run in the order they are due while time is advanced, and never besides', async (t) => {
  const { sandbox, deliver, published } = await start(
    t,
    `{ start(host) {
      let ticks = 0
      setInterval(() => host.publish('tick', ++ticks), 1_000)
      setTimeout(() => host.publish('tick', 'half'), 2_500)
      setTimeout(() => host.publish('tick', 'never'), 10_000.5)
    }, on: { chat() {} } }`,
  )
  await deliver()
  assert.deepEqual(published(), [])
  assert.equal(await sandbox.advance('one', 4_000), 4_000)
  assert.deepEqual(published(), [1, 2, 'half', 3, 4])
  assert.equal(await sandbox.advance('one', 5_999), 9_999)
  assert.deepEqual(published().slice(5), [5, 6, 7, 8, 9])
})

test('an interval asks the core at each tick, and time waits for the answers', async (t) => {
  const asked: unknown[] = []
  const { sandbox, published } = await start(
    t,
    `{ start(host) {
      setInterval(async () => host.publish('sum', await host.kv.sum('ticks', 1)), 1_000)
    } }`,
    {
      async call(_, method) {
        asked.push(method)
        await new Promise((resolve) => setImmediate(resolve))
        return { value: asked.length }
      },
    },
  )
  await sandbox.advance('one', 10_000)
  assert.deepEqual(published(), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
})

test('a timer that never rests does not keep time from passing', async (t) => {
  const { sandbox, deliver } = await start(
    t,
    `(() => { let ticks = 0; return {
      start() { const again = () => { ticks += 1; setTimeout(again, 0) }; again() },
      on: { chat: () => new Promise(() => {}) },
      actions: { ticks: () => ticks, never: () => new Promise(() => {}), busy() { const t = performance.now(); while (performance.now() - t < 5); return 'done' } },
    } })()`,
  )
  assert.match(String((await deliver())?.error), /did not end within 2000 ms/)
  await sandbox.advance('one', 1_000)
  assert.equal(await sandbox.act('one', 'ticks', '{}'), '3001')
  assert.equal(await sandbox.act('one', 'busy', '{}'), '"done"')
  await assert.rejects(sandbox.act('one', 'never', '{}'), { code: 'ACTION_FAILED', message: 'one.never: It gave no answer within 2000 ms' })
})

test('a start and a stop that wait take no time either, but have an end', async (t) => {
  const { sandbox, told } = await start(
    t,
    `(() => { ${SLEEP}; return { start: () => sleep(9_999), async stop(host) { await sleep(4_000); host.publish('stopped', true) } } })()`,
  )
  await sandbox.unload('one', 1_000)
  assert.deepEqual(told('publish'), [['stopped', 'true']])
  const slow = pluginCode('slow', `(() => { ${SLEEP}; return { start: () => sleep(10_001) } })()`, { clock: 'virtual' })
  await assert.rejects(sandbox.load(slow, 'thread'), /It did not start within 10000 ms/)
})

test('Date is a date like any other, and what follows the real clock cannot be advanced', async (t) => {
  const { sandbox } = await start(
    t,
    `{ actions: { look: () => {
      const date = new Date(2020, 1, 3)
      class Mine extends Date { year() { return this.getFullYear() } }
      return [date instanceof Date, date.getMonth(), typeof Date(), Date.UTC(1970, 0, 2), Date.parse('1970-01-01'), Date.name, Date.length,
        new Mine(2021, 0).year(), new Mine() instanceof Mine, Object.prototype.toString.call(date), structuredClone(date).getTime() === date.getTime(), Object.isFrozen(Date)]
    } } }`,
  )
  assert.deepEqual(JSON.parse(await sandbox.act('one', 'look', '{}')), [
    ...[true, 1, 'string', 86_400_000, 0, 'Date', 7],
    ...[2021, true, '[object Date]', true, true],
  ])
  await sandbox.load(pluginCode('real', '{}'), 'thread')
  await assert.rejects(sandbox.advance('real', 1), { message: 'The clock of real: Its clock is the real one' })
  await assert.rejects(sandbox.advance('ghost', 1), { code: 'ACTION_FAILED', message: 'ghost is not running' })
})
