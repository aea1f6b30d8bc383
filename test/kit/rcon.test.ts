import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { joined } from '../../core/kit/bytes.ts'
import type { LinkState } from '../../core/kit/link.ts'
import { createRcon } from '../../core/kit/rcon.ts'
import { noteStates } from '../../core/kit/rcon-log.ts'
import { createPacketReader, encodePacket } from '../../core/kit/rcon-packet.ts'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'
import { connectByNode } from '../stand-ins/rcon/connect.ts'
import { cuberite, lateCuberite, newerCuberite, source, sourceWithoutEcho, vanilla } from '../stand-ins/rcon/kinds.ts'
import { startRconServer } from '../stand-ins/rcon/server.ts'
import fc from '../support/chance.ts'

type Options = Partial<Parameters<typeof createRcon>[0]> & { readonly address: string }

const KINDS = { vanilla, cuberite, lateCuberite, newerCuberite, source }
const patient = () => AbortSignal.timeout(10_000)

/** A console that is kept until the test ends, and every state of it. */
function open(t: TestContext, options: Options) {
  const states: LinkState[] = []
  const { changed, until } = createWaiters()
  const onState = (state: LinkState) => {
    states.push(state)
    changed()
  }
  const rcon = createRcon({ password: 'hunter2', profile: 'minecraft', connect: connectByNode, onState, ...options })
  t.after(rcon.stop)
  rcon.start()
  return { ...rcon, states, until }
}

for (const [name, kind] of Object.entries(KINDS)) {
  const profile = name === 'source' ? 'source' : 'minecraft'

  test(`${name}: commands come in order, and each gets its own answer, short, empty, and longer than a packet`, async (t) => {
    const long = 'ñandú '.repeat(1700)
    const answers: Readonly<Record<string, string>> = { list: 'There are 2 players', long, quiet: '', cut: 'x'.repeat(4096) }
    const server = await startRconServer(t, { kind, answer: (command) => answers[command] ?? '?' })
    const rcon = open(t, { address: server.address, profile })
    const asked = ['list', 'long', 'quiet', 'cut', 'list']
    const said = await Promise.all(asked.map((command) => rcon.run(command, patient())))
    assert.deepEqual(server.commands, asked)
    assert.deepEqual(
      said,
      asked.map((command) => answers[command]),
    )
    assert.deepEqual(server.logins, [true])
  })

  test(`${name}: a wrong password is refused, is not tried again, and nothing is run`, async (t) => {
    const server = await startRconServer(t, { kind, password: 'another' })
    const rcon = open(t, { address: server.address, profile })
    await assert.rejects(rcon.run('list', patient()), { permanent: true, message: /password/ })
    await assert.rejects(rcon.run('list', patient()), { permanent: true })
    await server.until(() => server.connections() === 0)
    assert.deepEqual([rcon.state().state, server.logins, server.commands], ['refused', [false], []])
    assert.deepEqual(
      rcon.states.map(({ state }) => state),
      ['connecting', 'refused'],
    )
  })

  test(`${name}: answers that come byte by byte are the same`, async (t) => {
    const server = await startRconServer(t, { kind, isSlow: true, answer: (command) => `${command}: done` })
    const rcon = open(t, { address: server.address, profile })
    assert.deepEqual([await rcon.run('one', patient()), await rcon.run('two', patient())], ['one: done', 'two: done'])
  })
}

test('a server of Source that gives no empty question back is believed to be done when it is silent for a second', async (t) => {
  const server = await startRconServer(t, { kind: sourceWithoutEcho, answer: () => 'x'.repeat(9000) })
  const rcon = open(t, { address: server.address, profile: 'source' })
  assert.equal(await rcon.run('cvarlist', patient()), 'x'.repeat(9000))
})

test('S0-074: a console that was lost comes back, and goes on with what is asked then', async (t) => {
  const server = await startRconServer(t, { kind: vanilla, answer: (command) => command })
  const rcon = open(t, { address: server.address })
  await rcon.run('before', patient())
  server.drop()
  await rcon.until(() => rcon.states.some(({ state }) => state === 'waiting'))
  assert.equal(await rcon.run('after', patient()), 'after')
  assert.deepEqual(
    [server.commands, server.logins],
    [
      ['before', 'after'],
      [true, true],
    ],
  )
})

test('a server that only hangs up when it stops does not make a password wrong that was right before', async (t) => {
  const first = await startRconServer(t, { kind: cuberite })
  const rcon = open(t, { address: first.address, password: 'hunter2' })
  await rcon.run('list', patient())
  await first.stop()
  const stopping = await startRconServer(t, { kind: cuberite, port: first.port, password: 'not read yet' })
  const before = rcon.states.length
  rcon.start()
  const settled = () => rcon.states.slice(before).find(({ state }) => state === 'waiting' || state === 'refused')
  await rcon.until(() => stopping.logins.length > 0 && settled() !== undefined)
  assert.deepEqual(settled(), { state: 'waiting', detail: 'The server hung up', retryInMs: 0 })
})

test('a command that is not answered in time may have been done: it can be tried again, on a new connection', async (t) => {
  const server = await startRconServer(t, { kind: vanilla, silentFor: 'freeze', answer: (command) => command })
  const rcon = open(t, { address: server.address, answerMs: 50 })
  await assert.rejects(rcon.run('freeze', patient()), { name: 'RetryError', message: /no answer within 0.05 s; nobody knows/ })
  assert.equal(await rcon.run('go', patient()), 'go')
})

test('a server that takes the connection and says nothing is waited for no longer than a command', async (t) => {
  const server = await startRconServer(t, { kind: vanilla, silentFor: 'hunter2' })
  const rcon = open(t, { address: server.address, answerMs: 50 })
  await rcon.until(() => rcon.states.some(({ state }) => state === 'waiting'))
  assert.match(rcon.state().detail ?? rcon.states.find(({ detail }) => detail)?.detail ?? '', /no answer within/)
})

test('what is no command never reaches the server', async (t) => {
  const server = await startRconServer(t, { kind: vanilla })
  const rcon = open(t, { address: server.address })
  for (const [command, message] of [
    ['', /empty/],
    ['say hi\nop eve', /one line/],
    ['say hi\u0000', /one line/],
    [`say ${'ñ'.repeat(722)}`, /1448 bytes; the server reads 1446/],
  ] as const)
    await assert.rejects(rcon.run(command, patient()), { name: 'PermanentError', message })
  await rcon.run(`say ${'ñ'.repeat(721)}`, patient())
  assert.equal(server.commands.length, 1)
})

test('of a flood of commands a hundred wait, and each no longer than its caller', async (t) => {
  const server = await startRconServer(t, { kind: vanilla, silentFor: 'hunter2' })
  const rcon = open(t, { address: server.address })
  const stopping = new AbortController()
  const waiting = Array.from({ length: 100 }, () => assert.rejects(rcon.run('list', stopping.signal)))
  await assert.rejects(rcon.run('list', patient()), /100 commands wait for the server already/)
  stopping.abort()
  await Promise.all(waiting)
})

test('what does not speak RCON, no address and no password are told as such, and nobody tries again', async (t) => {
  const web = createServer((socket) => void socket.once('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')))
  t.after(() => web.close())
  await once(web.listen(0, '127.0.0.1'), 'listening')
  const { port } = web.address() as AddressInfo
  for (const [options, message] of [
    [{ address: `127.0.0.1:${port}` }, /does not speak RCON/],
    [{ address: 'my server' }, /host and a port/],
    [{ address: `127.0.0.1:${port}`, password: '' }, /no password/],
  ] as const)
    await assert.rejects(open(t, options).run('list', patient()), { permanent: true, message })
})

test('a log says when a server is there and when it is lost, once, however often it is tried', () => {
  const said: string[] = []
  const note = noteStates({ info: (sentence) => said.push(String(sentence)), warn: (sentence) => said.push(`! ${sentence}`) })
  for (const state of [
    'connecting',
    'open',
    'waiting',
    'connecting',
    'waiting',
    'connecting',
    'open',
    'waiting',
    'connecting',
    'refused',
  ] as const)
    note({ state, detail: 'why' })
  const lost = '! The server is not there: why'
  assert.deepEqual(said, ['The server is there', lost, 'The server is there', lost, '! why'])
})

test('packets are the same however their bytes were cut', () => {
  const packet = fc.record({ id: fc.integer({ min: -1, max: 2 ** 31 - 1 }), type: fc.nat(3), text: fc.string({ unit: 'binary' }) })
  fc.assert(
    fc.property(
      fc.array(packet, { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }),
      (packets, sizes) => {
        const read = createPacketReader()
        let bytes = joined(packets.map(({ id, type, text }) => encodePacket(id, type, text)))
        const found = []
        for (let at = 0; bytes.length > 0; at += 1) {
          const size = sizes[at % sizes.length]
          found.push(...read(bytes.subarray(0, size)))
          bytes = bytes.subarray(size)
        }
        assert.deepEqual(
          found.map(({ id, type, body }) => ({ id, type, body: Buffer.from(body) })),
          packets.map(({ id, type, text }) => ({ id, type, body: Buffer.from(text) })),
        )
      },
    ),
  )
})
