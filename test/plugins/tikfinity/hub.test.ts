import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHub } from '../../../plugins/tikfinity/socket/hub.ts'
import { createLatest } from '../../../plugins/tikfinity/socket/latest.ts'

/** A socket whose other side reads, or does not. */
function socket({ bufferedAmount = 0 } = {}) {
  const target = new EventTarget()
  const sent: string[] = []
  const closed: unknown[] = []
  return {
    sent,
    closed,
    opened: () => target.dispatchEvent(new Event('open')),
    gone: () => target.dispatchEvent(new Event('close')),
    client: {
      bufferedAmount,
      send: (data: unknown) => void sent.push(String(data)),
      close(code = 1000, reason = '') {
        // As WebSockets have it.
        assert.ok(code === 1000 || (code >= 3000 && code <= 4999), String(code))
        closed.push([code, reason])
      },
      addEventListener: target.addEventListener.bind(target) as WebSocket['addEventListener'],
    },
  }
}

const FRAME = { event: 'chat', data: { comment: 'hola' } }

test('tikfinity: each program gets config first, and then every frame', () => {
  const hub = createHub({ most: 2 })
  const one = socket()
  hub.join(one.client)
  hub.tell(FRAME)
  one.opened()
  hub.tell(FRAME)
  assert.deepEqual(one.sent, ['{"event":"config","data":{"events":[]}}', '{"event":"chat","data":{"comment":"hola"}}'])
})

test('tikfinity: as many programs as the settings say, and another when one has gone', () => {
  const hub = createHub({ most: 2 })
  const [one, two] = [socket(), socket()]
  for (const { client } of [one, two]) hub.join(client)
  assert.equal(hub.isFull(), true)
  one.gone()
  assert.equal(hub.isFull(), false)
})

test('tikfinity: a program that does not read is cut, and the others hear on', () => {
  const hub = createHub({ most: 9 })
  const [slow, quick] = [socket({ bufferedAmount: 2 ** 21 }), socket()]
  for (const one of [slow, quick]) {
    hub.join(one.client)
    one.opened()
  }
  hub.tell(FRAME)
  assert.deepEqual([slow.closed, slow.sent.length, quick.sent.length, hub.status()], [[[4008, 'Too slow']], 1, 2, { programs: 1, cut: 1 }])
})

test('tikfinity: when the plugin stops every program is told', () => {
  const hub = createHub({ most: 9 })
  const one = socket()
  hub.join(one.client)
  hub.close()
  assert.deepEqual(one.closed, [[1000, 'Showrunner stops']])
})

test('tikfinity: a program that is slow misses likes and joins, then chats, and nothing that counts', () => {
  const heardBy = (bufferedAmount: number) => {
    const hub = createHub({ most: 9 })
    const slow = socket({ bufferedAmount })
    hub.join(slow.client)
    slow.opened()
    for (const event of ['like', 'gift', 'member', 'chat', 'roomUser', 'follow']) hub.tell({ event, data: {} })
    return slow.sent.slice(1).map((text) => JSON.parse(text).event)
  }
  assert.deepEqual(
    [heardBy(2 ** 17), heardBy(2 ** 20)],
    [
      ['gift', 'chat', 'follow'],
      ['gift', 'follow'],
    ],
  )
})

test('tikfinity: of many counts of viewers the first and the latest are told', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const told: number[] = []
  const latest = createLatest<number>(2000, (value) => told.push(value))
  for (const count of [1, 2, 3]) latest.push(count)
  t.mock.timers.tick(2000)
  latest.push(4)
  t.mock.timers.tick(1999)
  assert.deepEqual(told, [1, 3])
  t.mock.timers.tick(1)
  assert.deepEqual(told, [1, 3, 4])
  latest.push(5)
  latest.stop()
  t.mock.timers.tick(9999)
  assert.deepEqual(told, [1, 3, 4])
})
