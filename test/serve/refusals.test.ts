import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { CLOSE_REASON } from '../../core/serve/messages.ts'
import { KEYS, serve } from './served.ts'
import { join } from './wire.ts'

test('who is refused for a role, a method or a length hears what it takes', async (context) => {
  const { server } = await serve(context, { limits: { bodyBytes: 100 } })
  const ask = async (method: string, path: string, body?: string) => {
    const headers = { authorization: `Bearer ${KEYS.game}`, 'content-type': 'application/json' }
    const answer = await fetch(`${server.url}${path}`, { method, headers, ...(body && { body }) })
    const { code, detail } = Object(await answer.json())
    return [code, detail, answer.headers.get('allow')]
  }
  assert.deepEqual(
    [await ask('GET', '/api/settings'), await ask('PUT', '/api/tips'), await ask('POST', '/api/tips', JSON.stringify('x'.repeat(100)))],
    [
      ['ROLE_REFUSED', 'A key of the role game may not do that; it takes one of the role admin', null],
      ['METHOD_REFUSED', 'It takes POST or GET', 'POST, GET'],
      ['BODY_TOO_LARGE', 'A body has at most 100 bytes', null],
    ],
  )
  const [, detail] = await ask('POST', '/api/actions/lamp.on')
  assert.match(String(detail), /whose manifest names it; for games that is "roles": \["game"\]/)
})

test('a socket is closed with a sentence that says what to do next, and fits', async (context) => {
  for (const reason of Object.values(CLOSE_REASON)) assert.ok(Buffer.byteLength(reason) <= 123, reason)
  const client = await join(await serve(context), 'game')
  const closed = once(client.socket, 'close')
  client.socket.send(Buffer.from([1]))
  const [code, reason] = await closed
  assert.deepEqual([code, String(reason)], [1003, CLOSE_REASON.binary])
})

test('a message that is not understood is answered with what came in the place of what', async (context) => {
  const client = await join(await serve(context), 'game')
  const bad = [
    { type: 'subscibe' },
    { type: 'ack', seqno: 5 },
    { type: 'subscribe', after: '5' },
    { type: 'subscribe', name: 'My Game' },
    { type: 'subscribe', topics: ['alerts.*', 'alerts'] },
  ]
  for (const message of bad) client.socket.send(JSON.stringify(message))
  await client.message('error', ({ message }) => message.startsWith('topics'))
  assert.deepEqual(
    client.received.flatMap((message) => (message.type === 'error' ? [message.message] : [])),
    [
      'type is subscribe, ack or ping, not "subscibe"',
      'seqNo is a whole number; it is missing',
      'after is a whole number, not "5"',
      'name is of a-z, 0-9 and -, at most 64, not "My Game"',
      'topics is a list of at most 100 like plugin.topic, plugin.* or *, not "alerts"',
    ],
  )
})
