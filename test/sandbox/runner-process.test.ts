import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { startHostile } from '../support/hostile-runner.ts'
import { pluginCode } from '../support/sandbox.ts'

test('a runner that sends what is no message is killed', async (t) => {
  const programs = {
    long: `socket.write(Buffer.alloc(8, 255))`,
    garbage: `socket.write(Buffer.from([0, 0, 0, 3, 0xd9, 5, 0x61]))`,
    number: `say(7)`,
    nothing: `say(null)`,
    unknown: `say({ kind: 'constructor' })`,
  }
  const reasons: string[] = []
  for (const program of Object.values(programs)) reasons.push(await (await startHostile(t, program)).end)
  assert.deepEqual(
    reasons.map((reason) => reason.replace(/:.*/, '')),
    [
      'A frame of 4294967295 bytes is longer than allowed',
      'A frame cannot be read',
      'It broke the protocol',
      'It broke the protocol',
      'It broke the protocol',
    ],
  )
})

test('a runner that floods the core is killed', async (t) => {
  const flood = `const pong = frame({ kind: 'pong', n: 1, rssMb: 1, fill: 'x'.repeat(100_000) }); const more = () => { while (socket.write(pong)); }; socket.on('drain', more); more()`
  const { end } = await startHostile(t, flood)
  assert.equal(await end, 'It floods the core with messages')
})

test('a runner that does not answer is killed', async (t) => {
  const due: (() => void)[] = []
  const clock = {
    now: () => 0,
    wallTime: () => 0,
    after(_delayMs: number, callback: () => void) {
      due.push(callback)
      return () => {}
    },
  }
  const { end } = await startHostile(t, `setInterval(() => {}, 1000)`, { clock })
  // Beats and memory checks are due every time; it has five beats to answer.
  for (let beat = 0; beat < 6; beat += 1) for (const callback of due.splice(0)) callback()
  assert.equal(await end, 'It did not answer for 5 s')
})

test('T78: a runner that settles more than it was given, or breaks a plugin message, is killed', async (t) => {
  const load = `socket.on('data', () => { say({ kind: 'loaded', plugin: 'one', generation: 1 }); say({ kind: 'worker', plugin: 'one', generation: 1, messages: MESSAGES }) })`
  const programs = [
    load.replace('MESSAGES', `pack([{ kind: 'settled', done: new Uint8Array(new Float64Array([7, 1]).buffer), rest: [] }])`),
    load.replace('MESSAGES', `pack([{ kind: 'publish', topic: 7, data: '1' }])`),
  ]
  const reasons: string[] = []
  for (const program of programs) {
    const { runner, end, messages } = await startHostile(t, program)
    await runner.load({ ...pluginCode('one', '{}'), generation: 1 })
    reasons.push(await end)
    assert.deepEqual(messages, [])
  }
  assert.deepEqual(reasons, ['one settled more than it was given', 'It broke the protocol: Text must be at most 256 characters'])
})

test('what comes of a generation that is gone is not heard', async (t) => {
  const publish = (generation: number) =>
    `say({ kind: 'worker', plugin: 'one', generation: ${generation}, messages: pack([{ kind: 'publish', topic: 'from', data: '${generation}' }]) })`
  const { runner, end, messages } = await startHostile(
    t,
    `socket.once('data', () => {
      say({ kind: 'loaded', plugin: 'one', generation: 1 }); ${publish(1)}
      say({ kind: 'crashed', plugin: 'one', generation: 1, reason: 'gone', atFault: true, suspects: [1, 'x'], finished: null })
      ${publish(1)}; ${publish(2)}; socket.end(() => process.exit(0))
    })`,
  )
  await runner.load({ ...pluginCode('one', '{}'), generation: 1 })
  await end
  assert.deepEqual(messages, [{ kind: 'publish', topic: 'from', data: '1' }])
})

test('P5, T75: a runner has no environment', async (t) => {
  const { end } = await startHostile(t, `process.exit(Object.keys(process.env).length === 0 ? 42 : 1)`)
  assert.equal(await end, 'It ended with code 42')
})

test('what cannot be made a text or a number of is no way to harm the core', async (t) => {
  // String() and Number() of it throw.
  const hostile = '{ toString: 1, valueOf: 1 }'
  const { runner, end, deaths } = await startHostile(
    t,
    `let turn = 0
    socket.on('data', () => {
      turn += 1
      if (turn === 1) { say({ kind: 'pong', n: 1, rssMb: ${hostile} }); say({ kind: 'loadFailed', plugin: 'one', generation: 1, error: ${hostile} }) }
      if (turn === 2) { loaded(2); say({ kind: 'crashed', plugin: 'one', generation: 2, reason: ${hostile}, atFault: ${hostile}, suspects: [${hostile}], finished: ${hostile} }); socket.end(() => process.exit(0)) }
    })`,
  )
  await assert.rejects(runner.load({ ...pluginCode('one', '{}'), generation: 1 }), { message: 'It ended while it started' })
  await runner.load({ ...pluginCode('one', '{}'), generation: 2 })
  await end
  assert.deepEqual(deaths, [{ reason: '', atFault: true, suspects: [], finished: [] }])
})

test('a runner that fills its error output is killed, and what it wrote is not kept', async (t) => {
  const { end } = await startHostile(t, `const more = () => process.stderr.write('x'.repeat(60_000), more); more()`)
  assert.equal(await end, 'It floods its error output')
})

test('P3: a runner that takes more memory than its plugins may is killed, whatever kind of memory it is', async (t) => {
  const greedy = `socket.once('data', () => { loaded(); const kept = []; setInterval(() => kept.push(Buffer.alloc(8 << 20, 1)), 1) })`
  const { runner, end, deaths } = await startHostile(t, greedy)
  await runner.load({ ...pluginCode('one', '{}', { memoryMb: 160 }), generation: 1 })
  const [, took, mayTake] = /^It took (\d+) MB of memory, more than the (\d+) MB its plugins may$/.exec(await end) ?? []
  assert.equal(mayTake, '160')
  // Without a limit of the kernel only the watchdog stands between this and the whole machine.
  assert.ok(Number(took) < 1_000, `${took} MB`)
  assert.deepEqual(deaths.length, 1)
})

test('P3: a runner whose memory grows faster than the watchdog looks is refused by the kernel', async (t) => {
  if (!existsSync('/usr/bin/prlimit')) return t.skip('the kernel is told by prlimit, of util-linux')
  const { runner, end, messages } = await startHostile(
    t,
    `say({ kind: 'hello' })
    socket.once('data', () => { loaded(); socket.once('data', () => {
      const kept = []
      // Memory that is asked for and not touched does not count as resident.
      try { for (;;) kept.push(new ArrayBuffer(64 << 20)) } catch (error) { tell(pack([{ kind: 'publish', topic: 'refused', data: String(kept.length * 64) }])) }
    }) })`,
  )
  await runner.load({ ...pluginCode('one', '{}'), generation: 1 })
  while (!runner.layers().includes('data-limit')) await new Promise(setImmediate)
  runner.reply('one', 1, { call: 1 })
  while (messages.length === 0) await new Promise(setImmediate)
  const [told] = messages
  const heldMb = told?.kind === 'publish' ? Number(told.data) : Number.NaN
  assert.ok(heldMb <= 4_096, `${heldMb} MB`)
  runner.kill('enough')
  assert.equal(await end, 'enough')
})

test('a runner whose program is not there says so, and the core goes on', async (t) => {
  const { runner, end } = await startHostile(t, '', {
    launch: async (cwd) => ({ engine: 'node', command: '/nowhere/node', args: [], cwd, layers: [] }),
  })
  const loading = assert.rejects(runner.load({ ...pluginCode('one', '{}'), generation: 1 }), { message: /ENOENT/ })
  assert.match(await end, /spawn \/nowhere\/node ENOENT/)
  await loading
})
