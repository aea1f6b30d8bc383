import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import { createRunner } from '../../core/sandbox/runner-link.ts'
import { pluginCode } from '../support/sandbox.ts'

const PRELUDE = `
import { Socket } from 'node:net'
import { Packr } from ${JSON.stringify(import.meta.resolve('msgpackr'))}
const socket = new Socket({ fd: 3 })
const packr = new Packr({ useRecords: false })
const pack = (value) => Buffer.from(packr.pack(value))
const frame = (value) => { const body = pack(value); const header = Buffer.alloc(4); header.writeUInt32BE(body.length); return Buffer.concat([header, body]) }
const say = (value) => socket.write(frame(value))
`

/** A runner whose program is not ours. Answers why it ended. */
async function startHostile(t: TestContext, program: string, clock = systemClock) {
  const folder = await mkdtemp(join(tmpdir(), 'runner-'))
  t.after(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'main.mjs'), PRELUDE + program)
  let ended = (_reason: string) => {}
  const end = new Promise<string>((resolve) => {
    ended = resolve
  })
  const messages: unknown[] = []
  const runner = createRunner({
    name: 'hostile',
    launch: { engine: 'node', command: process.execPath, args: [join(folder, 'main.mjs')], cwd: folder, layers: [] },
    clock,
    log: createLog({ level: 'silent' }),
    structures: () => [],
    onDeath: () => {},
    onGone: () => {},
    onMessage: (_plugin, _generation, message) => messages.push(message),
    onEnd: ended,
  })
  t.after(() => runner.kill('The test is over'))
  return { runner, end, messages }
}

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
  const { end } = await startHostile(t, `setInterval(() => {}, 1000)`, clock)
  // Beats and memory checks are due every time; it has five beats to answer.
  for (let beat = 0; beat < 6; beat += 1) for (const callback of due.splice(0)) callback()
  assert.equal(await end, 'It did not answer for 5 s')
})

test('a runner that settles more than it was given, or breaks a plugin message, is killed', async (t) => {
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

test('a runner has no environment', async (t) => {
  const { end } = await startHostile(t, `process.exit(Object.keys(process.env).length === 0 ? 42 : 1)`)
  assert.equal(await end, 'It ended with code 42')
})
