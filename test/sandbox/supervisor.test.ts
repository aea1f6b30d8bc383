import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { findDeno } from '../../core/sandbox/launch/find-deno.ts'
import { TURNS } from '../../core/sandbox/protocol.ts'
import { createObservedSandbox, pluginCode } from '../support/sandbox.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const QUIET = `{ on: { chat: () => {} } }`

test('a sandbox settles deliveries in the order they were given', async (t) => {
  const { sandbox, packer, results, until, stop } = createObservedSandbox()
  t.after(stop)
  await sandbox.load(pluginCode('one', QUIET), 'thread')
  const deliveries = packer.deliveries(1_000)
  sandbox.deliver('one', deliveries)
  await until(() => results.length === 1_000)
  assert.deepEqual(
    results.map(({ deliveryId, error }) => ({ deliveryId, error })),
    deliveries.map(({ deliveryId }) => ({ deliveryId, error: undefined })),
  )
})

test('what is urgent goes before what waits in the thread, after the handler that runs, and in its own order', async (t) => {
  const { sandbox, packer, results, until, stop } = createObservedSandbox()
  t.after(stop)
  // Busy, because only a handler that keeps its thread can be in the way.
  await sandbox.load(
    pluginCode('one', `{ on: { chat() { for (const until = Date.now() + 5; Date.now() < until; ); }, gift: () => {} } }`),
    'thread',
  )
  const flood = packer.deliveries(200)
  const gifts = packer.deliveries(3, { eventType: 'gift' }).map((delivery) => ({ ...delivery, urgent: true }))
  sandbox.deliver('one', flood)
  await until(() => results.length > 0)
  sandbox.deliver('one', gifts)
  await until(() => results.length === flood.length + gifts.length)
  const order = results.map(({ deliveryId }) => deliveryId)
  const places = gifts.map(({ deliveryId }) => order.indexOf(deliveryId))
  assert.ok((places[2] ?? 0) < flood.length, `the last gift came as number ${places[2]}`)
  assert.deepEqual(
    places,
    [...places].sort((a, b) => a - b),
  )
  assert.deepEqual(
    order.filter((id) => flood.some(({ deliveryId }) => deliveryId === id)),
    flood.map(({ deliveryId }) => deliveryId),
  )
})

test('O3: while the host keeps gifts coming, every 64th turn in the thread is another’s', async (t) => {
  const { sandbox, packer, results, until, stop } = createObservedSandbox()
  t.after(stop)
  await sandbox.load(
    pluginCode('one', `{ on: { chat() {}, gift() { for (const until = Date.now() + 2; Date.now() < until; ); } } }`),
    'thread',
  )
  let given = 0
  const give = (count: number) => {
    given += count
    const gifts = packer.deliveries(count, { eventType: 'gift' })
    sandbox.deliver(
      'one',
      gifts.map((delivery) => ({ ...delivery, urgent: true })),
    )
  }
  give(20)
  const chats = packer.deliveries(2)
  sandbox.deliver('one', chats)
  // The thread always has gifts left to do.
  for (let ended = 0; given < 400; ended = results.length) {
    await until(() => results.length > ended)
    give(results.length - ended)
  }
  await until(() => results.length === given + chats.length)
  const [first = 0, second = 0] = chats.map((chat) => results.findIndex(({ deliveryId }) => deliveryId === chat.deliveryId))
  assert.ok(first < TURNS && second < 2 * TURNS, `they came as numbers ${first} and ${second}`)
})

test('plugins in threads share a runner, one in a process has its own, and an empty runner goes', async (t) => {
  const { sandbox, stop } = createObservedSandbox()
  t.after(stop)
  await Promise.all([
    sandbox.load(pluginCode('one', QUIET), 'thread'),
    sandbox.load(pluginCode('two', QUIET), 'thread'),
    sandbox.load(pluginCode('three', QUIET), 'process'),
  ])
  const before = sandbox.status().map(({ name, plugins, state, restarts }) => ({ name, plugins: [...plugins].sort(), state, restarts }))
  await sandbox.unload('three', 1_000)
  const after = sandbox.status().map(({ name }) => name)
  assert.deepEqual(before, [
    { name: 'shared', plugins: ['one', 'two'], state: 'running', restarts: 0 },
    { name: 'three', plugins: ['three'], state: 'running', restarts: 0 },
  ])
  assert.deepEqual(after, ['shared'])
})

test('a plugin that does not start says why in its own words', async (t) => {
  const { sandbox, stop } = createObservedSandbox()
  t.after(stop)
  const failures = {
    evaluates: `(() => { throw new RangeError('no such thing') })()`,
    starts: `{ start() { throw new Error('The key is missing') } }`,
    rejects: `{ start: async () => { throw new Error('The key is wrong') } }`,
    dies: `{ start: () => new Promise(() => setTimeout(() => { throw new Error('nobody catches this') }, 0)) }`,
    empty: `undefined`,
    odd: `{ on: { chat: 'hello' } }`,
    syntax: `{ on: { chat: ( } }`,
  }
  const messages: Record<string, string | undefined> = {}
  for (const [id, definition] of Object.entries(failures))
    await assert.rejects(sandbox.load(pluginCode(id, definition), 'thread'), (error: Error & { code?: string }) => {
      messages[id] = error.message.split('\n')[0]
      return error.code === 'PLUGIN_START_FAILED'
    })
  assert.deepEqual(messages, {
    evaluates: 'Plugin evaluates did not start: RangeError: no such thing',
    starts: 'Plugin starts did not start: The key is missing',
    rejects: 'Plugin rejects did not start: The key is wrong',
    dies: 'Plugin dies did not start: nobody catches this',
    empty: 'Plugin empty did not start: TypeError: The plugin has no default export',
    odd: 'Plugin odd did not start: TypeError: "chat" of the plugin must be a function',
    syntax: "Plugin syntax did not start: SyntaxError: Unexpected token '}'",
  })
})

test('a plugin of the isolation "deno" runs in a runner of its own, under Deno', async (t) => {
  if ((await findDeno(root).catch(() => true as const)) === true) return t.skip('there is no Deno: node scripts/setup-deno.mjs')
  const { sandbox, packer, results, until, stop } = createObservedSandbox()
  t.after(stop)
  await sandbox.load(pluginCode('one', QUIET), 'deno')
  sandbox.deliver('one', packer.deliveries(100))
  await until(() => results.length === 100)
  const [status] = sandbox.status()
  assert.deepEqual([status?.name, status?.layers.includes('deno-permissions')], ['one', true])
})

test('the next version may die of memory while it starts, and the one before goes on in its own process', async (t) => {
  const { sandbox, packer, results, told, until, stop } = createObservedSandbox()
  t.after(stop)
  await sandbox.load(pluginCode('one', QUIET), 'process')
  const before = sandbox.status().map(({ pid }) => pid)
  const greedy = pluginCode('one', `{ start() { return 'x'.repeat(2 ** 27).split('') } }`)
  await assert.rejects(sandbox.load(greedy, 'process'), { code: 'PLUGIN_START_FAILED', message: /Its runner is gone/ })
  sandbox.deliver('one', packer.deliveries(10))
  await until(() => results.length === 10)
  assert.deepEqual(
    sandbox.status().map(({ pid }) => pid),
    before,
  )
  assert.deepEqual(told('crashed'), [])
})

test('a plugin may call the host while it starts, and is stopped when it is unloaded', async (t) => {
  const { sandbox, told, stop } = createObservedSandbox({ call: async () => ({ value: 'kept' }) })
  t.after(stop)
  await sandbox.load(
    pluginCode(
      'one',
      `{
        async start(host) {
          host.publish('start', await host.kv.get('key'))
          host.signal.addEventListener('abort', () => host.publish('aborted', true))
        },
        stop: (host) => host.publish('stop', true),
      }`,
    ),
    'process',
  )
  await sandbox.unload('one', 1_000)
  assert.deepEqual(told('publish'), [
    ['start', '"kept"'],
    ['aborted', 'true'],
    ['stop', 'true'],
  ])
})

test('P10: a new generation takes over while deliveries stream, and none is lost or settled twice', async (t) => {
  const { sandbox, packer, results, told, until, stop } = createObservedSandbox()
  t.after(stop)
  const version = (n: number) => pluginCode('one', `{ on: { chat: async (event, host) => { await null; host.publish('version', ${n}) } } }`)
  await sandbox.load(version(1), 'thread')
  const sent = new Set<number>()
  let isSwapping = true
  const send = () => {
    for (const { deliveryId } of give()) sent.add(deliveryId)
    if (isSwapping) setImmediate(send)
  }
  const give = () => {
    const deliveries = results.length + 200 > sent.size ? packer.deliveries(5) : []
    sandbox.deliver('one', deliveries)
    return deliveries
  }
  send()
  for (const n of [2, 3, 4]) await sandbox.load(version(n), 'thread')
  await until(() => told('publish').some(([, data]) => data === '4'))
  isSwapping = false
  await until(() => results.length >= sent.size)
  assert.deepEqual(
    results.map(({ deliveryId }) => deliveryId).sort((a, b) => a - b),
    [...sent],
  )
  assert.deepEqual(
    results.filter(({ error }) => error),
    [],
  )
  const versions = told('publish').map(([, data]) => Number(data))
  // Never back to a version before: the two do not run at once.
  assert.deepEqual(versions, [...versions].sort())
  assert.deepEqual(told('crashed'), [])
})

test('when the new generation does not start, the one before goes on', async (t) => {
  const { sandbox, packer, results, until, stop } = createObservedSandbox()
  t.after(stop)
  await sandbox.load(pluginCode('one', QUIET), 'thread')
  const failing = sandbox.load(pluginCode('one', `{ start: () => { throw new Error('broken') } }`), 'thread')
  sandbox.deliver('one', packer.deliveries(10))
  await assert.rejects(failing, { message: /broken/ })
  sandbox.deliver('one', packer.deliveries(10))
  await until(() => results.length === 20)
  assert.deepEqual(
    results.filter(({ error }) => error),
    [],
  )
})

test('when the generation before dies while it is replaced, everything unsettled is given back and the new one goes on', async (t) => {
  const { sandbox, packer, results, told, facts, until, stop } = createObservedSandbox()
  t.after(stop)
  await sandbox.load(
    pluginCode('one', `{ on: { chat: () => new Promise((resolve) => setTimeout(resolve, 50)) }, stop: () => { for (;;); } }`, {
      timeoutMs: 100,
    }),
    'thread',
  )
  sandbox.deliver('one', packer.deliveries(1))
  await sandbox.load(pluginCode('one', `{ on: { chat: (event, host) => host.publish('new', event.payload.n) } }`), 'thread')
  const heldBack = packer.deliveries(3)
  sandbox.deliver('one', heldBack)
  await until(() => told('recovered').length === 1)
  sandbox.deliver('one', packer.deliveries(1))
  await until(() => told('publish').length === 1)
  assert.deepEqual(
    facts.map(({ kind }) => kind),
    ['crashed', 'recovered', 'publish'],
  )
  assert.deepEqual(told('publish'), [['new', '5']])
  assert.equal(results.filter(({ deliveryId }) => heldBack.some((each) => each.deliveryId === deliveryId)).length, 0)
})

test('a plugin that is unloaded finishes what it was given, and gives back what was held', async (t) => {
  let openGate = () => {}
  const gate = new Promise<void>((resolve) => {
    openGate = resolve
  })
  let reachGate = () => {}
  const atGate = new Promise<void>((resolve) => {
    reachGate = resolve
  })
  const { sandbox, packer, results, told, stop } = createObservedSandbox({
    async call() {
      reachGate()
      await gate
      return {}
    },
  })
  t.after(stop)
  await sandbox.load(
    pluginCode(
      'one',
      `{ on: { chat: () => new Promise((resolve) => setTimeout(resolve, 0)) }, stop: async (host) => { await host.kv.get('gate') } }`,
    ),
    'thread',
  )
  sandbox.deliver('one', packer.deliveries(50))
  const unloaded = sandbox.unload('one', 20_000)
  await atGate
  sandbox.deliver('one', packer.deliveries(1))
  openGate()
  await unloaded
  assert.equal(results.length, 50)
  assert.deepEqual(told('crashed'), [[{ reason: 'It was unloaded', suspects: [] }]])
  assert.throws(() => sandbox.deliver('one', packer.deliveries(1)), TypeError)
})

test('a plugin can move to a runner of its own', async (t) => {
  const { sandbox, packer, results, until, stop } = createObservedSandbox()
  t.after(stop)
  await sandbox.load(pluginCode('stays', QUIET), 'thread')
  await sandbox.load(pluginCode('moves', QUIET), 'thread')
  await sandbox.load(pluginCode('moves', QUIET), 'process')
  sandbox.deliver('moves', packer.deliveries(1))
  await until(() => results.length === 1)
  assert.deepEqual(
    sandbox.status().map(({ name, plugins }) => [name, plugins]),
    [
      ['shared', ['stays']],
      ['moves', ['moves']],
    ],
  )
})

test('async work is spread over the threads of a plugin', async (t) => {
  const { sandbox, packer, told, until, stop } = createObservedSandbox()
  t.after(stop)
  await sandbox.load(
    pluginCode(
      'one',
      `(() => {
        const me = Math.random()
        let release
        return { on: { chat: (event, host) => { host.publish('thread', me); return new Promise(() => {}) } } }
      })()`,
      { threads: 2, concurrency: 1 },
    ),
    'thread',
  )
  // Each handler keeps its thread's only place for ever, so the second can only run in the other.
  sandbox.deliver('one', packer.deliveries(1, { mode: 'async' }))
  sandbox.deliver('one', packer.deliveries(1, { mode: 'async' }))
  await until(() => told('publish').length === 2)
  assert.equal(new Set(told('publish').map(([, data]) => data)).size, 2)
})
