import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KEYS, serve } from '../serve/served.ts'
import { closed, join, open } from '../serve/wire.ts'
import fc from '../support/chance.ts'

const CRLF = '\r\n'
const piece = fc.oneof(
  fc.constantFrom(
    'GET',
    'POST',
    'OPTIONS',
    'CONNECT',
    'PRI',
    'GET\t',
    '\0',
    ' ',
    CRLF,
    '\n',
    ':',
    ',',
    '/',
    '//',
    '/ws',
    '/status',
    '*',
    '/%00',
    '/[',
    '?',
    '#',
    '\\',
    '\x80',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
)
const pieces = fc.array(piece, { maxLength: 6 }).map((parts) => parts.join(''))
const header = fc.record({
  name: fc.oneof(
    fc.constantFrom(
      'Host',
      'Connection',
      'Upgrade',
      'Origin',
      'Content-Length',
      'Transfer-Encoding',
      'Content-Type',
      'Authorization',
      'Expect',
      '__proto__',
    ),
    fc.constantFrom(
      'Sec-WebSocket-Key',
      'Sec-WebSocket-Version',
      'Sec-WebSocket-Protocol',
      'Sec-WebSocket-Extensions',
      'Sec-Fetch-Site',
      'Range',
      'If-None-Match',
    ),
    pieces,
  ),
  value: fc.oneof(
    fc.constantFrom(
      'upgrade',
      'close',
      'websocket',
      'h2c',
      '13',
      'dGhlIHNhbXBsZSBub25jZQ==',
      'chunked',
      '0',
      '-1',
      '9e9',
      '100-continue',
      'null',
      'HOST',
      `Bearer ${KEYS.game}`,
      `showrunner, key.${KEYS.game}`,
    ),
    fc.constantFrom('application/json', 'permessage-deflate; x=\x01', ',', 'a, a', 'bytes=9-1'),
    pieces,
  ),
})
const target = fc.oneof(
  fc.constantFrom('/', '/ws', '//', '//[', '/health', '/overlay/alerts/alerts.js', 'http://[', 'http://evil.test/ws', '/ws?x=[', '*'),
  pieces,
)
const request = fc.record({
  method: fc.oneof({ weight: 4, arbitrary: fc.constant('GET') }, fc.constantFrom('POST', 'HEAD', 'OPTIONS', 'CONNECT', 'TRACE'), pieces),
  target,
  headers: fc.array(header, { maxLength: 8 }),
  isHandshake: fc.boolean(),
  body: pieces,
  reset: fc.boolean(),
})

test('W7: no request ends the process, or leaves a socket open', { timeout: 60_000 }, async (context) => {
  const served = await serve(context, { limits: { headersTimeoutMs: 1_000, requestTimeoutMs: 1_500, checkMs: 50, closeMs: 50 } })
  const send = async ({ method, target, headers, isHandshake, body, reset }: typeof request extends fc.Arbitrary<infer R> ? R : never) => {
    const handshake = [
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      `Authorization: Bearer ${KEYS.game}`,
    ]
    const lines = [
      `Host: ${served.host}`,
      ...(isHandshake ? handshake : []),
      ...headers.map(({ name, value }) => `${name}: ${value === 'HOST' ? served.host : value}`),
    ]
    const socket = await open(served.port)
    const end = closed(socket)
    socket.write([`${method} ${target} HTTP/1.1`, ...lines, '', body].join(CRLF), 'latin1')
    if (reset) socket.resetAndDestroy()
    else socket.end()
    await end
  }
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 10, maxLength: 10 }), async (requests) => {
      await Promise.all(requests.map(send))
    }),
    { numRuns: 60, seed: 11 },
  )
  const game = await join(served, 'game')
  await game.subscribe({ events: ['*'] })
  const health = await fetch(`${served.server.url}/health`)
  assert.deepEqual([health.status, served.server.clients().websockets], [200, 1])
})
