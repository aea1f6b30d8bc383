import assert from 'node:assert/strict'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from '../../../core/base/clock.ts'
import { HostError } from '../../../core/base/errors.ts'
import { createLog } from '../../../core/base/log.ts'
import { createNetPowers } from '../../../core/sandbox/broker/net.ts'
import { PowerError } from '../../../core/sandbox/broker/power.ts'
import { MAX_CHUNK_BYTES, METHODS, type Method, POWER_ERRORS } from '../../../core/sandbox/powers.ts'
import { createSqliteStore } from '../../../core/store/sqlite/sqlite.ts'
import fc from '../../support/chance.ts'
import { createFolder } from '../../support/folder.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { createBrokerUnderTest, createMemoryKv, errorOf, SECRET } from './broker-under-test.ts'

// Every method there is has a use that would have an effect here, so that one that is added must be thought about.
const READ = { read: true }
const QUIET = { args: [], stdin: 'null', stdout: 'null', stderr: 'null' }
const uses = (root: string, port: number): { readonly [M in Method]: readonly (readonly unknown[])[] } => ({
  'kv.get': [],
  'kv.set': [],
  'kv.delete': [],
  'kv.list': [],
  'kv.sum': [],
  // They go nowhere but to this host's own pages, like what is published.
  'blob.open': [],
  'permissions.query': [],
  'actions.call': [['tts.say', {}]],
  'events.query': [[{ types: ['chat'] }], [{ types: ['gift', 'tip'], limit: 1 }]],
  'env.get': [['SECRET_TOKEN'], ['PUBLIC_NAME'], ['PATH'], ['__proto__'], ['']],
  'env.toObject': [[]],
  'file.open': [
    ['data/ok.txt', READ],
    ['new', { write: true, create: true }],
    [join(root, 'outside/secret.txt'), READ],
  ],
  'file.stat': [
    ['data/ok.txt', {}],
    [join(root, 'outside'), { followLinks: true }],
  ],
  'file.list': [['.'], ['/']],
  'file.mkdir': [
    ['new', {}],
    [join(root, 'new'), { recursive: true }],
  ],
  'file.remove': [
    ['data', { recursive: true }],
    [join(root, 'outside'), { recursive: true }],
  ],
  'file.rename': [
    ['data', 'new'],
    [join(root, 'outside'), join(root, 'new')],
  ],
  'file.realPath': [['data/link-dir']],
  'run.spawn': [
    ['touch', { ...QUIET, args: [join(root, 'new')] }],
    [process.execPath, QUIET],
  ],
  'net.connect': [[{ hostname: '127.0.0.1', port, tls: false }]],
  'fetch.open': [[{ url: `http://127.0.0.1:${port}/`, method: 'GET', headers: [], redirect: 'follow', hasBody: false }]],
  'ws.open': [[{ url: `ws://127.0.0.1:${port}/`, protocols: [] }]],
  // What takes a handle has nothing without one.
  'blob.write': [],
  'blob.end': [],
  'file.read': [],
  'file.write': [],
  'file.close': [],
  'run.read': [],
  'run.write': [],
  'run.closeStdin': [],
  'run.status': [],
  'run.kill': [],
  'net.listen': [[{ hostname: '127.0.0.1', port: 0 }], [{ hostname: '0.0.0.0', port: 0 }]],
  'serve.open': [[{ hostname: '127.0.0.1', port: 0 }], [{ hostname: '::', port: 0, allowOrigins: ['*'] }]],
  'net.accept': [],
  'net.unlisten': [],
  'serve.next': [],
  'serve.read': [],
  'serve.answer': [],
  'serve.write': [],
  'serve.end': [],
  'serve.abort': [],
  'serve.gone': [],
  'serve.upgrade': [],
  'serve.shutdown': [],
  'serve.close': [],
  'net.read': [],
  'net.write': [],
  'net.closeWrite': [],
  'net.close': [],
  'fetch.write': [],
  'fetch.endBody': [],
  'fetch.response': [],
  'fetch.read': [],
  'fetch.cancel': [],
  'ws.send': [],
  'ws.receive': [],
  'ws.close': [],
})

test('P6: without a grant every power is refused as NotCapable, has no effect, and is counted', async (t) => {
  let effects = 0
  const server = createServer(() => effects++).on('connection', () => effects++)
  t.after(() => server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const { ask, broker, root, own } = await createBrokerUnderTest(
    t,
    {},
    {
      ...{ netPowers: createNetPowers(), actions: async () => void effects++ },
      lookUp: async () => {
        effects++
        return []
      },
    },
  )
  const before = (await readdir(root, { recursive: true })).sort()

  const all = Object.entries(uses(root, port)).flatMap(([method, calls]) => calls.map((args) => [method, args] as const))
  for (const [method, args] of all) assert.equal(await errorOf(ask(method, ...args)), 'NotCapable', `${method} ${JSON.stringify(args)}`)
  assert.deepEqual((await readdir(root, { recursive: true })).sort(), before)
  assert.equal(await readFile(join(own, 'data/ok.txt'), 'utf8'), 'fine')
  assert.equal(effects, 0)
  const usage = broker.usage('stranger')
  assert.equal(
    usage.reduce((sum, { count }) => sum + count, 0),
    0,
  )
  assert.equal(
    usage.reduce((sum, { denied }) => sum + denied, 0),
    all.length,
  )
  assert.deepEqual([...new Set(usage.map(({ power }) => power))].sort(), [
    'actions',
    'env',
    'events',
    'listen',
    'net',
    'read',
    'run',
    'write',
  ])
})

test('a handle is of one kind and one generation', async (t) => {
  const { broker, ask, value } = await createBrokerUnderTest(t, { read: ['.'] }, { netPowers: createNetPowers() })
  const { id } = await value('file.open', 'data/ok.txt', { read: true })
  const others = Object.keys(METHODS).filter((method) => /^(run|net|fetch|ws|serve)\.(?!spawn|connect|listen|open|cancel)/.test(method))
  assert.ok(others.length > 10)
  for (const method of others) {
    const more = { 'run.read': ['stdout'], 'net.read': [1], 'ws.send': ['x'], 'run.kill': ['SIGKILL'] }[method] ?? []
    assert.equal(
      await errorOf(broker.call({ plugin: 'stranger', generation: 1 }, method, [id, ...more], new Uint8Array(1))),
      'BadResource',
      method,
    )
  }
  assert.equal(await errorOf(broker.call({ plugin: 'stranger', generation: 2 }, 'file.read', [id, 1])), 'BadResource')
  assert.equal(await errorOf(broker.call({ plugin: 'other', generation: 1 }, 'file.read', [id, 1])), 'BadResource')
  assert.equal((await ask('file.read', id, 10)).bytes?.length, 4)
})

test('a refusal says what to do, and is counted with when it was', async (t) => {
  const lines: string[] = []
  const { ask, broker, own, root } = await createBrokerUnderTest(
    t,
    { read: ['./data'] },
    { log: createLog({ level: 'warn', write: (line) => lines.push(line) }), clock: createVirtualClock(5_000) },
  )
  await assert.rejects(ask('file.open', '../../../x', { read: true }), {
    name: 'NotCapable',
    message:
      'Requires read access to "../../../x"; add it to "permissions" in plugin.manifest.json, and approve it with: npm run showrunner -- plugins approve stranger',
  })
  await errorOf(ask('file.open', '../../../x', { read: true }))
  await ask('file.stat', 'data/ok.txt', { followLinks: true })
  assert.deepEqual(
    [...broker.usage('stranger')].sort((a, b) => a.count - b.count),
    [
      { power: 'read', what: join(root, 'x'), count: 0, denied: 2, lastAt: 5_000 },
      { power: 'read', what: join(own, 'data/ok.txt'), count: 1, denied: 0, lastAt: 5_000 },
    ],
  )
  // Told once to whoever reads the log.
  assert.equal(lines.filter((line) => line.includes('A power was refused')).length, 1)
})

test('what is remembered of the uses of a plugin is bounded, and many of one power push out no other', async (t) => {
  const { ask, broker } = await createBrokerUnderTest(t, { env: ['PUBLIC_NAME'] })
  await ask('env.get', 'PUBLIC_NAME')
  for (let n = 0; n < 500; n += 1) await errorOf(ask('file.list', `/nowhere/${n}`))
  for (let n = 0; n < 500; n += 1) await errorOf(ask('run.spawn', `c${n}`, QUIET))
  const usage = broker.usage('stranger')
  assert.ok(usage.length <= 200)
  assert.ok(usage.some(({ power, count }) => power === 'env' && count === 1))
  assert.ok(usage.some(({ what }) => what === '/nowhere/499') && !usage.some(({ what }) => what === '/nowhere/1'))
})

test('many files that were used in one folder are one line, and what was refused there has its own', async (t) => {
  const clock = createVirtualClock(5_000)
  const { ask, broker, own } = await createBrokerUnderTest(t, { write: ['./data/cache'] }, { clock })
  await mkdir(join(own, 'data/cache'))
  const written = () => broker.usage('stranger').map(({ power, what, count, denied }) => [power, what, count, denied])
  const write = (name: string) => ask('file.open', `data/cache/${name}`, { write: true, create: true })
  for (const name of ['a', 'b', 'c']) await write(name)
  assert.deepEqual(
    written(),
    ['c', 'b', 'a'].map((name) => ['write', join(own, 'data/cache', name), 1, 0]),
  )
  await write('a')
  await write('d')
  await clock.advance(1)
  await errorOf(ask('file.open', 'data/cache/a', { read: true }))
  assert.deepEqual(written(), [
    ['read', join(own, 'data/cache/a'), 0, 1],
    ['write', join(own, 'data/cache/*'), 5, 0],
  ])
})

test('variables: only granted names, whatever the name', async (t) => {
  const { ask, broker } = await createBrokerUnderTest(t, { env: ['PUBLIC_NAME', 'UNSET', 'constructor', '__proto__'] })
  assert.equal((await ask('env.get', 'PUBLIC_NAME')).value, 'public')
  for (const name of ['UNSET', 'constructor', '__proto__']) assert.equal((await ask('env.get', name)).value, undefined)
  for (const name of ['SECRET_TOKEN', 'public_name', 'toString', '*']) assert.equal(await errorOf(ask('env.get', name)), 'NotCapable')
  assert.deepEqual((await ask('env.toObject')).value, { PUBLIC_NAME: 'public' })
  assert.deepEqual(broker.environmentFor('stranger'), { PUBLIC_NAME: 'public' })
})

test('grants are asked for at the moment of use', async (t) => {
  const { ask, grant } = await createBrokerUnderTest(t)
  const names: string[] = []
  for (const env of [[], ['PUBLIC_NAME'], []]) {
    grant({ env })
    names.push(await errorOf(ask('env.get', 'PUBLIC_NAME')))
  }
  assert.deepEqual(names, ['NotCapable', 'nothing', 'NotCapable'])
})

test('permissions.query answers from the grants', async (t) => {
  const { ask, own, dataDir, root } = await createBrokerUnderTest(t, {
    net: ['api.example.com:443'],
    read: ['./data', '/music'],
    write: ['/'],
    env: ['PUBLIC_NAME'],
    run: ['echo'],
  })
  const granted = [
    { name: 'net', host: 'api.example.com:443' },
    { name: 'read', path: './data' },
    { name: 'read', path: `${own}/data/x` },
    { name: 'read', path: '/music/../music/a' },
    { name: 'write', path: '/srv' },
    { name: 'env', variable: 'PUBLIC_NAME' },
    { name: 'run', command: 'echo' },
  ]
  const denied = [
    { name: 'net' },
    { name: 'net', host: 'api.example.com' },
    { name: 'net', host: 'example.com:443' },
    { name: 'read' },
    { name: 'read', path: '.' },
    { name: 'read', path: './data/../x' },
    { name: 'read', path: '/musical' },
    { name: 'write', path: join(dataDir, 'keys.json') },
    { name: 'write', path: join(root, 'code/x') },
    { name: 'write', path: '/proc/self' },
    { name: 'env' },
    { name: 'env', variable: '__proto__' },
    { name: 'run' },
    { name: 'run', command: 'touch' },
    { name: 'sys' },
    { name: 'ffi' },
    { name: 'import' },
  ]
  for (const descriptor of granted) assert.equal((await ask('permissions.query', descriptor)).value, 'granted', JSON.stringify(descriptor))
  for (const descriptor of denied) assert.equal((await ask('permissions.query', descriptor)).value, 'denied', JSON.stringify(descriptor))
  for (const wrong of [{ name: 'zz' }, { name: '__proto__' }, {}, [], 'net', { name: 'read', path: 7 }]) {
    assert.equal(await errorOf(ask('permissions.query', wrong)), 'TypeError')
  }
})

test('an answer of an action that is too long or too deep is an error to who called it', async (t) => {
  const nested = (levels: number): unknown => Array.from({ length: levels }).reduce((inner) => [inner], 1)
  const answers: Record<string, unknown> = {
    'tts.fits': 'x'.repeat(256 * 1024 - 2),
    'tts.long': 'x'.repeat(256 * 1024 - 1),
    'tts.wide': '😀'.repeat(70_000),
    // Five characters in, twenty-two out.
    'tts.grows': Array.from({ length: 50_000 }, () => 1e20),
    'tts.flat': nested(32),
    'tts.deep': nested(33),
    'tts.endless': nested(50_000),
  }
  const { ask } = await createBrokerUnderTest(t, { actions: Object.keys(answers) }, { actions: async (_, action) => answers[action] })
  assert.equal(String((await ask('actions.call', 'tts.fits')).value).length, 256 * 1024 - 2)
  assert.deepEqual((await ask('actions.call', 'tts.flat')).value, answers['tts.flat'])
  for (const action of ['tts.long', 'tts.wide', 'tts.grows'])
    await assert.rejects(ask('actions.call', action), { name: 'RangeError', message: `The answer of ${action} is longer than 256 KiB` })
  for (const action of ['tts.deep', 'tts.endless'])
    await assert.rejects(ask('actions.call', action), {
      name: 'RangeError',
      message: `The answer of ${action} is nested deeper than 32 levels`,
    })
})

test('actions of others take a grant, the own do not, and their errors are told', async (t) => {
  const calls: unknown[] = []
  const actions = async (...call: readonly unknown[]) => {
    calls.push(call)
    if (call[1] === 'tts.fail') throw new Error('No voice')
    return 'said'
  }
  const { ask, broker } = await createBrokerUnderTest(t, { actions: ['tts.say', 'tts.fail'] }, { actions })
  assert.equal((await ask('actions.call', 'tts.say', { text: 'hola' })).value, 'said')
  await ask('actions.call', 'stranger.self')
  await assert.rejects(ask('actions.call', 'tts.fail'), { name: 'Error', message: 'No voice' })
  for (const action of ['tts.sing', 'tts', 'strangers.x', '__proto__'])
    assert.equal(await errorOf(ask('actions.call', action)), 'NotCapable')
  assert.deepEqual(calls, [
    ['stranger', 'tts.say', { text: 'hola' }, false],
    ['stranger', 'stranger.self', undefined, false],
    ['stranger', 'tts.fail', undefined, false],
  ])
  assert.equal(broker.usage('stranger').find(({ what }) => what === 'tts.say')?.count, 1)
})

test('a plugin keeps at most 10 MB of keys and values, and less is always allowed', async (t) => {
  const kv = createMemoryKv()
  kv.set('stranger', 'before', 'x'.repeat(1024 * 1024))
  const { ask } = await createBrokerUnderTest(t, {}, { kv })
  const value = 'x'.repeat(60_000)
  let kept = 0
  while ((await errorOf(ask('kv.set', `key${kept}`, value))) === 'nothing') kept += 1
  assert.equal(kept, Math.floor((9 * 1024 * 1024) / 60_008))
  assert.equal(await errorOf(ask('kv.set', 'other', value)), 'QuotaExceededError')
  await ask('kv.set', 'key0', 'short')
  await ask('kv.delete', 'before')
  assert.equal(await errorOf(ask('kv.set', 'other', value)), 'nothing')
  for (let n = 0; n < 50; n += 1) await ask('kv.sum', 'counter', 1)
  assert.equal((await ask('kv.get', 'counter')).value, 50)
  assert.deepEqual((await ask('kv.list', 'count')).value, ['counter'])
})

test('what is kept is asked of the store in one sum, once, and calls stay in order', async (t) => {
  const kv = createMemoryKv()
  for (let n = 0; n < 1000; n += 1) kv.set('stranger', `key${n}`, n)
  const asked: string[] = []
  const noted = {
    ...kv,
    bytes(plugin: string) {
      asked.push('bytes')
      return kv.bytes(plugin)
    },
    get(plugin: string, key: string) {
      asked.push(key)
      return kv.get(plugin, key)
    },
  }
  const { ask } = await createBrokerUnderTest(t, {}, { kv: noted })
  const answers = await Promise.all([ask('kv.set', 'a', 1), ask('kv.get', 'a'), ask('kv.delete', 'a'), ask('kv.get', 'a')])
  assert.deepEqual(
    answers.map(({ value }) => value),
    [undefined, 1, undefined, undefined],
  )
  assert.deepEqual(asked.sort(), ['a', 'a', 'a', 'a', 'bytes'])
})

test('what the store refuses is told as it says it', async (t) => {
  const log = createLog({ level: 'silent' })
  const store = await createSqliteStore({ dataDir: createFolder(), clock: systemClock, log })
  t.after(() => store.close())
  const { ask } = await createBrokerUnderTest(t, {}, { kv: store.kv })
  await ask('kv.set', 'a', { n: [1] })
  assert.deepEqual((await ask('kv.get', 'a')).value, { n: [1] })
  await assert.rejects(ask('kv.set', 'x'.repeat(257), 1), { name: 'TypeError', message: 'A key may have 256 characters' })
  await assert.rejects(ask('kv.sum', 'a', 1), { name: 'TypeError', message: 'The value is no number' })
  assert.equal(await errorOf(ask('kv.set', 'b', 'x'.repeat(70_000))), 'TypeError')
  assert.deepEqual((await ask('kv.list')).value, ['a'])
})

test('calls beyond so many a second wait for their turn, which other plugins do not', async (t) => {
  const clock = createVirtualClock()
  const { ask, broker } = await createBrokerUnderTest(t, {}, { clock })
  for (let n = 0; n < 1000; n += 1) await ask('kv.get', 'x')
  const order: string[] = []
  const late = Array.from({ length: 60 }, (_, n) => ask('kv.get', 'x').then(() => order.push(`late ${n}`)))
  await broker.call({ plugin: 'other', generation: 1 }, 'kv.get', ['x']).then(() => order.push('other'))
  assert.deepEqual(order, ['other'])
  await clock.advance(100)
  assert.deepEqual(order, ['other', ...Array.from({ length: 50 }, (_, n) => `late ${n}`)])
  await clock.advance(20)
  await Promise.all(late)
  assert.deepEqual(order.at(-1), 'late 59')
})

test('P8: only so many calls wait at once, and those that wait for others do not hold up the rest', async (t) => {
  let answer = () => {}
  const answered = new Promise<void>((resolve) => {
    answer = resolve
  })
  const { ask } = await createBrokerUnderTest(t, { read: ['.'] }, { actions: () => answered })
  const waiting = Array.from({ length: 556 }, () => errorOf(ask('actions.call', 'stranger.slow')))
  const files = Array.from({ length: 100 }, () => errorOf(ask('file.stat', 'data/ok.txt', {})))
  assert.equal((await Promise.all(files)).filter((name) => name === 'Busy').length, 36)
  answer()
  assert.equal((await Promise.all(waiting)).filter((name) => name === 'Busy').length, 44)
  assert.equal(await errorOf(ask('file.stat', 'data/ok.txt', {})), 'nothing')
})

test('a generation holds at most 64 things open, and none after its end', async (t) => {
  const { ask, value, broker, from } = await createBrokerUnderTest(t, { read: ['.'] })
  const descriptors = async () => (await readdir('/proc/self/fd')).length
  const before = await descriptors()
  const ids: number[] = []
  for (let n = 0; n < 64; n += 1) ids.push((await value('file.open', 'data/ok.txt', READ)).id)
  assert.equal(await errorOf(ask('file.open', 'data/ok.txt', READ)), 'Busy')
  await ask('file.close', ids[0])
  await ask('file.open', 'data/ok.txt', READ)
  const late = errorOf(ask('file.open', 'data/ok.txt', READ))
  broker.release(from)
  assert.equal(await late, 'BadResource')
  assert.equal(await errorOf(ask('file.read', ids[1], 1)), 'BadResource')
  assert.equal(await errorOf(ask('file.open', 'data/ok.txt', READ)), 'BadResource')
  // Closing is in the hands of the system's threads; each look lets them get on.
  while ((await descriptors()) > before);
})

test('P8: a message holds only so many bytes', async (t) => {
  const { broker, from } = await createBrokerUnderTest(t)
  assert.equal(await errorOf(broker.call(from, 'file.write', [1], new Uint8Array(MAX_CHUNK_BYTES + 1))), 'RangeError')
  assert.equal(await errorOf(broker.call(from, 'file.write', [1], new Uint8Array(MAX_CHUNK_BYTES))), 'BadResource')
})

test('unknown powers and arguments of any shape are refused with an error that plugins may see', async (t) => {
  const { broker, from, root } = await createBrokerUnderTest(
    t,
    { read: ['./data'], write: ['./data'], run: ['true'] },
    { netPowers: createNetPowers() },
  )
  for (const method of ['kv', 'kv.', 'toString', '__proto__', 'constructor', 'file.link', '']) {
    assert.equal(await errorOf(broker.call(from, method, [])), 'TypeError')
  }
  for (const args of [undefined, null, {}, 'x', 7, Array(100).fill(1)])
    assert.equal(await errorOf(broker.call(from, 'kv.get', args)), 'TypeError')
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(METHODS)), fc.array(fc.jsonValue(), { maxLength: 4 }), async (method, args) => {
      const error = await broker.call(from, method, args).then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      if (error === undefined) return
      assert.ok(error instanceof PowerError && POWER_ERRORS.includes(error.name), String(error))
      assert.ok(!error.message.includes(root) && !error.message.includes('log of Showrunner'), `${method} ${error.message}`)
    }),
    { numRuns: 2000 },
  )
})

test('a mistake of the core is logged and not told', async (t) => {
  const lines: string[] = []
  const kv = createMemoryKv()
  const fail = (error: Error) => () => {
    throw error
  }
  const { ask } = await createBrokerUnderTest(
    t,
    {},
    {
      kv: {
        ...kv,
        get: (_plugin, key) => (key === 'x' ? fail(new Error(`database is locked: ${SECRET}`))() : undefined),
        delete: fail(new HostError('STORE_FULL', 'The store takes no values now')),
      },
      log: createLog({ level: 'error', write: (line) => lines.push(line) }),
    },
  )
  await assert.rejects(ask('kv.get', 'x'), { name: 'Error', message: 'The power failed; the log of Showrunner says why' })
  await assert.rejects(ask('kv.delete', 'y'), { name: 'Error', message: 'The store takes no values now' })
  assert.equal(lines.length, 1)
})
