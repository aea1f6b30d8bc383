import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createObservedSandbox, pluginCode } from '../support/sandbox.ts'

/** A sandbox with one plugin in it. */
async function start(
  t: TestContext,
  definition: string,
  { code = {}, ...parts }: Parameters<typeof createObservedSandbox>[0] & { code?: object } = {},
) {
  const observed = createObservedSandbox(parts)
  t.after(observed.stop)
  await observed.sandbox.load(pluginCode('one', definition, code), 'thread')
  return observed
}

test('a handler that throws, rejects or answers false has failed, with its own words and place', async (t) => {
  const { sandbox, packer, results, until } = await start(
    t,
    `{ on: {
      chat: () => { throw new TypeError('thrown') },
      gift: async () => { throw new Error('rejected') },
      like: () => false,
      join: async () => false,
      follow: () => { throw Object.assign(new Error('never again'), { permanent: true }) },
      share: () => { throw { odd: 1 } },
    } }`,
  )
  const types = ['chat', 'gift', 'like', 'join', 'follow', 'share']
  for (const eventType of types) sandbox.deliver('one', packer.deliveries(1, { eventType }))
  await until(() => results.length === types.length)
  assert.deepEqual(
    results.map(({ error, permanent }) => [error?.split('\n')[0], permanent]),
    [
      ['TypeError: thrown', undefined],
      ['rejected', undefined],
      ['The handler answered false', undefined],
      ['The handler answered false', undefined],
      ['never again', true],
      ['Threw {"odd":1}', undefined],
    ],
  )
  assert.match(String(results[0]?.error), /\n {4}at .*\/plugins\/one\/plugin\.ts:2:\d+/)
})

test('a handler named * takes what has none of its own, and no handler at all is success', async (t) => {
  const { sandbox, packer, results, told, until, stop } = createObservedSandbox()
  t.after(stop)
  await sandbox.load(pluginCode('star', `{ on: { gift: () => {}, '*': (event, host) => host.publish('saw', event.eventType) } }`), 'thread')
  await sandbox.load(pluginCode('none', `{}`), 'thread')
  sandbox.deliver('star', [...packer.deliveries(1, { eventType: 'gift' }), ...packer.deliveries(1, { eventType: 'like' })])
  sandbox.deliver('none', packer.deliveries(1))
  await until(() => results.length === 3)
  assert.deepEqual(
    results.map(({ error }) => error),
    [undefined, undefined, undefined],
  )
  assert.deepEqual(told('publish'), [['saw', '"like"']])
})

test('L5: a handler learns which try it is, and a key that stays the same', async (t) => {
  const { sandbox, packer, told, until } = await start(
    t,
    `{ on: { chat: (event, host, { attempt, redelivered, idempotencyKey }) => host.publish('delivery', { attempt, redelivered, idempotencyKey }) } }`,
  )
  const [first] = packer.deliveries(1)
  assert.ok(first)
  sandbox.deliver('one', [first, { ...first, deliveryId: 1_000, attempt: 7, redelivered: true }])
  await until(() => told('publish').length === 2)
  assert.deepEqual(
    told('publish').map(([, data]) => JSON.parse(String(data))),
    [
      { attempt: 1, redelivered: false, idempotencyKey: 'e1:one' },
      { attempt: 7, redelivered: true, idempotencyKey: 'e1:one' },
    ],
  )
})

test('sync handlers run one after the other, async ones up to the concurrency', async (t) => {
  const { sandbox, packer, results, told, until } = await start(
    t,
    `(() => {
      let running = 0, most = 0
      const run = async (event, host) => {
        most = Math.max(most, ++running)
        await new Promise((resolve) => setTimeout(resolve))
        running -= 1
        if (event.payload.last) { host.publish('most', most); most = 0 }
      }
      return { on: { chat: run, gift: run } }
    })()`,
    { code: { concurrency: 3 } },
  )
  const last = { payload: { last: true } }
  sandbox.deliver('one', [...packer.deliveries(9, { mode: 'async' }), ...packer.deliveries(1, { mode: 'async', ...last })])
  await until(() => results.length === 10)
  sandbox.deliver('one', [...packer.deliveries(9), ...packer.deliveries(1, last)])
  await until(() => results.length === 20)
  assert.deepEqual(told('publish'), [
    ['most', '3'],
    ['most', '1'],
  ])
})

test('a slow async handler does not hold up the others of its batch', async (t) => {
  const { sandbox, packer, results, until } = await start(
    t,
    `(() => {
      let release
      return { on: { chat: () => new Promise((resolve) => { release = resolve }), gift: () => {}, like: () => release() } }
    })()`,
  )
  const [slow, quick] = [...packer.deliveries(1, { mode: 'async' }), ...packer.deliveries(1, { mode: 'async', eventType: 'gift' })]
  assert.ok(slow && quick)
  sandbox.deliver('one', [slow, quick])
  await until(() => results.length === 1)
  sandbox.deliver('one', packer.deliveries(1, { mode: 'async', eventType: 'like' }))
  await until(() => results.length === 3)
  assert.equal(results[0]?.deliveryId, quick.deliveryId)
})

test('P2: an async handler that takes too long is told by its signal and fails, while others go on', async (t) => {
  const { sandbox, packer, results, told, until } = await start(
    t,
    `{ on: {
      chat: (event, host, delivery) => new Promise(() => delivery.signal.addEventListener('abort', () => host.publish('aborted', event.eventId))),
      gift: () => {},
    } }`,
    { code: { timeoutMs: 100 } },
  )
  sandbox.deliver('one', [...packer.deliveries(1, { mode: 'async' }), ...packer.deliveries(1, { mode: 'async', eventType: 'gift' })])
  await until(() => results.length === 2 && told('publish').length === 1)
  assert.deepEqual(
    results.map(({ error }) => error),
    [undefined, 'The handler did not end within 100 ms'],
  )
  assert.deepEqual(told('crashed'), [])
})

test('T81: each plugin gets its own copy of an event', async (t) => {
  const { sandbox, packer, told, until, stop } = createObservedSandbox()
  t.after(stop)
  const greedy = `{ on: { chat: (event, host) => { host.publish('n', event.payload.n); event.payload.n = 'mine' } } }`
  await sandbox.load(pluginCode('one', greedy), 'thread')
  await sandbox.load(pluginCode('two', greedy), 'thread')
  const deliveries = packer.deliveries(2)
  sandbox.deliver('one', deliveries)
  sandbox.deliver('two', deliveries)
  await until(() => told('publish').length === 4)
  assert.deepEqual(
    told('publish', 'two').map(([, data]) => data),
    ['1', '2'],
  )
})

test('what a handler emits comes with its result, and only if it succeeds', async (t) => {
  const { sandbox, packer, results, told, until } = await start(
    t,
    `{
      start: (host) => host.emit({ eventType: 'custom', payload: { at: 'start' } }),
      on: {
        chat: async (event, host) => {
          host.emit({ eventType: 'custom', payload: { n: 1 } })
          await null
          host.emit({ eventType: 'custom', payload: { n: 2 } })
        },
        gift: (event, host) => { host.emit({ eventType: 'custom', payload: {} }); return false },
        like: (event, host) => { for (;;) host.emit({ eventType: 'custom', payload: 'x'.repeat(10_000) }) },
      },
    }`,
  )
  for (const eventType of ['chat', 'gift', 'like']) sandbox.deliver('one', packer.deliveries(1, { eventType }))
  await until(() => results.length === 3)
  assert.deepEqual(
    results.map(({ emitted, error }) => [emitted, error?.split('\n')[0]]),
    [
      [['{"eventType":"custom","payload":{"n":1}}', '{"eventType":"custom","payload":{"n":2}}'], undefined],
      [undefined, 'The handler answered false'],
      [undefined, 'RangeError: A handler may emit 1000 events of together 256 KiB'],
    ],
  )
  assert.deepEqual(told('emit'), [['{"eventType":"custom","payload":{"at":"start"}}']])
})

test('P8: what is too long, too deep or not JSON fails the delivery and nothing else', async (t) => {
  const { sandbox, packer, results, told, until } = await start(
    t,
    `{ on: { chat: ({ payload }, host) => {
      if (payload.kind === 'long') host.publish('t', 'x'.repeat(300_000))
      if (payload.kind === 'deep') { let deep = []; for (let n = 0; n < 40; n++) deep = [deep]; host.publish('t', deep) }
      if (payload.kind === 'circle') { const circle = {}; circle.circle = circle; host.publish('t', circle) }
      if (payload.kind === 'flood') for (;;) host.publish('t', 'x'.repeat(100_000))
    } } }`,
  )
  const kinds = ['long', 'deep', 'circle', 'flood', 'none']
  for (const kind of kinds) sandbox.deliver('one', packer.deliveries(1, { payload: { kind } }))
  await until(() => results.length === kinds.length)
  assert.deepEqual(
    results.map(({ error }) => error?.split('\n')[0]),
    [
      'TypeError: What is published is longer than 256 KiB',
      'TypeError: What is published is nested deeper than 32 levels',
      'TypeError: What is published is not JSON',
      'RangeError: More than 20000 messages or 8 MiB a second for the host',
      undefined,
    ],
  )
  assert.deepEqual(told('crashed'), [])
})

test('storage is asked over the wall and answers in kind', async (t) => {
  const kept = new Map<string, unknown>([['greeting', 'hello']])
  const asked: unknown[] = []
  const { sandbox, packer, results, told, until } = await start(
    t,
    `{ on: { chat: async (event, { kv, publish }) => {
      await kv.set('list', [1, { two: 3 }])
      const sum = await kv.sum('n', 2)
      const answers = [await kv.get('greeting'), typeof await kv.get('missing'), await kv.list('g'), sum]
      const refused = await kv.delete('forbidden').catch((error) => error.message)
      publish('answers', [...answers, refused])
    } } }`,
    {
      async call({ plugin }, method, args) {
        const [first] = args as readonly unknown[]
        asked.push([plugin, method, ...(args as readonly unknown[])])
        if (method === 'kv.get') return { value: kept.get(String(first)) }
        if (method === 'kv.list') return { value: [...kept.keys()] }
        if (method === 'kv.sum') return { value: 44 }
        if (method === 'kv.delete') throw new Error('Not this one')
        return {}
      },
    },
  )
  sandbox.deliver('one', packer.deliveries(1))
  await until(() => results.length === 1)
  assert.deepEqual(told('publish'), [['answers', '["hello","undefined",["greeting"],44,"Not this one"]']])
  assert.deepEqual(asked.slice(0, 2), [
    ['one', 'kv.set', 'list', [1, { two: 3 }]],
    ['one', 'kv.sum', 'n', 2],
  ])
})

test('P9: a flood of log lines is bounded, and says how much was left out', async (t) => {
  const { sandbox, packer, results, told, until } = await start(
    t,
    `{ on: { chat: (event, { log }) => { for (let n = 0; n < 50_000; n++) log.info('line ' + n, { n }) } } }`,
  )
  sandbox.deliver('one', packer.deliveries(1))
  await until(() => told('log').some(([, text]) => String(text).includes('left out')))
  const lines = told('log').length - 1
  assert.ok(lines >= 100 && lines <= 200, `${lines} lines`)
  assert.deepEqual(told('log')[0], ['info', 'line 0', '{"n":0}'])
  assert.deepEqual(told('log').at(-1), ['info', `${50_000 - lines} log lines were left out: more than 100 a second`, undefined])
  assert.equal(results[0]?.error, undefined)
})

test('P9: that log lines were left out is a warning where a warning is among them', async (t) => {
  const { sandbox, packer, told, until } = await start(
    t,
    `{ on: { chat: (event, { log }) => { for (let n = 0; n < 1_000; n++) log.info('line'); log.error('the one that counts') } } }`,
  )
  sandbox.deliver('one', packer.deliveries(1))
  await until(() => told('log').some(([, text]) => String(text).includes('left out')))
  assert.equal(told('log').at(-1)?.[0], 'warn')
})

test('P9: a log line is cut, and what cannot be written down does not fail the handler', async (t) => {
  const { sandbox, packer, results, told, until } = await start(
    t,
    `{ on: { chat: (event, { log }) => { const circle = {}; circle.circle = circle; log.warn('x'.repeat(20_000), circle); console.log('printed', { n: 1 }) } } }`,
  )
  sandbox.deliver('one', packer.deliveries(1))
  await until(() => results.length === 1)
  assert.deepEqual(told('log'), [
    ['warn', 'x'.repeat(8 * 1024), '{"leftOut":"What the line says besides is not JSON"}'],
    ['info', 'printed { n: 1 }', undefined],
  ])
  assert.equal(results[0]?.error, undefined)
})

test('P5, T75: a plugin sees its settings, frozen, and nothing of the environment', async (t) => {
  process.env.SHOWRUNNER_TEST_SECRET = 'secret'
  t.after(() => delete process.env.SHOWRUNNER_TEST_SECRET)
  const { sandbox, packer, told, until } = await start(
    t,
    `{ on: { chat: (event, { id, settings, publish }) => {
      const powers = [typeof process, typeof require, typeof Buffer, typeof global]
      publish('seen', { id, settings, frozen: Object.isFrozen(settings.deep), env: Deno.env.toObject(), powers })
    } } }`,
    { code: { settings: { volume: 3, deep: { on: true } } } },
  )
  sandbox.deliver('one', packer.deliveries(1))
  await until(() => told('publish').length === 1)
  assert.deepEqual(JSON.parse(String(told('publish')[0]?.[1])), {
    id: 'one',
    settings: { volume: 3, deep: { on: true } },
    frozen: true,
    env: {},
    powers: ['undefined', 'undefined', 'undefined', 'undefined'],
  })
})

test('what a plugin and its manifest disagree on is told when it is loaded, and nothing else is', async (t) => {
  const { told } = await start(
    t,
    `(() => {
      class Handlers { follow() {} }
      return { on: Object.assign(new Handlers(), { gift() {}, gifft() {} }), intercept: { chat() {} }, actions: { say() {}, sya() {} } }
    })()`,
    {
      code: {
        declared: {
          on: { called: ['gift', 'follow', 'like'], wanted: ['gift', 'follow', 'like'] },
          intercept: { called: [], wanted: [] },
          actions: { called: ['say', 'stop'], wanted: ['say', 'stop'] },
        },
      },
    },
  )
  assert.deepEqual(told('log'), [
    ['warn', 'on.gifft is never called: the manifest subscribes to gift, follow, like', undefined],
    ['warn', 'on.like is missing: the manifest subscribes to gift, follow, like', undefined],
    ['warn', 'intercept.chat is never called: the manifest intercepts nothing', undefined],
    ['warn', 'actions.sya is never called: the manifest has the actions say, stop', undefined],
    ['warn', 'actions.stop is missing: the manifest has the actions say, stop', undefined],
  ])
})

test('a handler of * has them all, and each thread of a plugin is loaded, but one tells', async (t) => {
  const declared = {
    on: { called: ['gift'], wanted: ['gift'] },
    intercept: { called: [], wanted: [] },
    actions: { called: ['say'], wanted: ['say'] },
  }
  const { told } = await start(t, `{ on: { '*'() {} } }`, { code: { declared, threads: 2 } })
  assert.deepEqual(told('log'), [['warn', 'actions.say is missing: the manifest has the actions say', undefined]])
})

test('a handler emits what it likes of what happens on a live, and 100 events a second in answer to what plugins emitted', async (t) => {
  const { sandbox, packer, results, until } = await start(
    t,
    `{ on: { custom({ payload }, host) { for (let n = 0; n < payload.times; n += 1) host.emit({ eventType: 'custom', payload: { name: 'more' } }) } } }`,
  )
  const custom = { eventType: 'custom', payload: { times: 101 } }
  sandbox.deliver('one', [...packer.deliveries(1, custom), ...packer.deliveries(1, { ...custom, hops: 1 })])
  await until(() => results.length === 2)
  assert.deepEqual(
    results.map(({ emitted, error }) => emitted?.length ?? error?.split('\n')[0]),
    [101, 'RangeError: A plugin may emit 100 events a second in answer to what plugins emitted'],
  )
})
