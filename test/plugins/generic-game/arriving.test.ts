import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createTcpPeer } from '../../../plugins/generic-game/doors/tcp-peer.ts'
import { joinWebSocket } from '../../../plugins/generic-game/doors/websocket-peer.ts'
import { createPeers, type Parcel, TAKEN_WITHIN_MS } from '../../../plugins/generic-game/peers.ts'

const parcel = (mustArrive: boolean) => ({ text: 'hello', signal: new AbortController().signal, mustArrive }) as Parcel

/** A game that takes what it is sent when it is told to; with `clock`, time passes when it is told to. */
function createSlowSocket(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  const socket = {
    ...{ OPEN: 1, readyState: 1, bufferedAmount: 0, onopen: () => {}, onclose: (_: { code: number }) => {} },
    send(text: string) {
      socket.bufferedAmount += text.length
    },
    close() {
      socket.readyState = 3
      socket.onclose({ code: 1000 })
    },
  }
  const peers = createPeers()
  joinWebSocket({ socket: socket as unknown as WebSocket, peers, hear: () => {} })
  socket.onopen()
  let outcome = 'waits'
  const send = (mustArrive: boolean) => {
    peers.send(parcel(mustArrive)).then(
      () => (outcome = 'sent'),
      (error: Error) => (outcome = `${error.name}: ${error.message}`),
    )
  }
  /** So much time passes, and what that sets off is done. */
  async function pass(milliseconds: number): Promise<string> {
    t.mock.timers.tick(milliseconds)
    await new Promise(setImmediate)
    return outcome
  }
  return { socket, peers, send, pass }
}

test('a gift counts as sent over a WebSocket when the system has it, for a crash would take it before', async (t) => {
  const { socket, send, pass } = createSlowSocket(t)
  send(true)
  assert.equal(await pass(100), 'waits')
  socket.bufferedAmount = 0
  assert.equal(await pass(5), 'sent')
})

test('what passes by does not wait for a slow game', async (t) => {
  const { send, pass } = createSlowSocket(t)
  send(false)
  assert.equal(await pass(0), 'sent')
})

test('a game that reads nothing is cut, and one that goes has not had its gift: both are tried again', async (t) => {
  const { socket, peers, send, pass } = createSlowSocket(t)
  send(true)
  for (let passed = 0; passed < TAKEN_WITHIN_MS; passed += 5)
    assert.equal(await pass(5), passed + 5 < TAKEN_WITHIN_MS ? 'waits' : 'RetryError: The game does not read what it gets')
  assert.deepEqual([peers.size(), socket.readyState], [0, 3])
  t.mock.timers.reset()
  const other = createSlowSocket(t)
  other.send(true)
  assert.equal(await other.pass(5), 'waits')
  other.socket.close()
  assert.equal(await other.pass(5), 'RetryError: The game hung up')
})

/** A connection whose writes end when they are told to. */
function createSlowConnection(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const writes: { resolve: (count: number) => void; reject: (error: Error) => void }[] = []
  const ends: string[] = []
  const conn = {
    read: () => new Promise<null>(() => {}),
    write: () => new Promise<number>((resolve, reject) => writes.push({ resolve, reject })),
    close() {
      for (const { reject } of writes) reject(new Error('closed'))
    },
  }
  const peer = createTcpPeer({ conn, lineEnd: 'newline', hear: () => {}, onEnd: (why) => ends.push(why) })
  return { peer, writes, ends }
}

test('a gift counts as sent over TCP when the system has it; a game that reads nothing is cut, and it is tried again', async (t) => {
  const { peer, writes, ends } = createSlowConnection(t)
  await peer.send(parcel(false))
  const sent = Promise.resolve(peer.send(parcel(true)))
  const order: string[] = []
  const told = sent.then(() => order.push('sent'))
  await new Promise(setImmediate)
  order.push('taken')
  writes[1]?.resolve(6)
  await told
  assert.deepEqual(order, ['taken', 'sent'])
  const late = assert.rejects(async () => peer.send(parcel(true)), { name: 'RetryError' })
  await new Promise(setImmediate)
  t.mock.timers.tick(TAKEN_WITHIN_MS)
  await late
  assert.deepEqual(ends, ['The game does not read what it gets'])
})
