import assert from 'node:assert/strict'
import test from 'node:test'
import { HostError } from '../../../core/base/errors.ts'
import { isAllowedSocket, parseEndpoint, safeAddress } from '../../../core/ingest/tiktok/endpoint.ts'
import { normaliseUsername } from '../../../core/ingest/tiktok/username.ts'

test('a name is found in what people paste', () => {
  const pasted = [
    'somebody',
    ' @SomeBody ',
    'https://www.tiktok.com/@somebody',
    'https://www.tiktok.com/@somebody/live?lang=en',
    'tiktok.com/@somebody?lang=en#x',
    'http://m.tiktok.com/@somebody/',
  ]
  for (const text of pasted) assert.equal(normaliseUsername(text), 'somebody', text)
})

test('what is no name is refused with a code', () => {
  for (const text of ['', '@', 'two words', 'https://example.com/@a', '../../etc', 'a'.repeat(31)]) {
    assert.throws(() => normaliseUsername(text), { name: 'HostError', code: 'SOURCE_FAILED' }, text)
  }
})

test('only loopback is taken as an endpoint', () => {
  for (const text of ['http://127.0.0.1:8099', 'http://127.1.2.3:1', 'http://localhost:8099', 'http://[::1]:8099']) {
    assert.equal(parseEndpoint(text).origin, text)
  }
  for (const text of ['https://127.0.0.1', 'http://127.0.0.1.evil.example', 'http://10.0.0.1:1', 'http://0.0.0.0:1', 'file:///x', 'x']) {
    assert.throws(() => parseEndpoint(text), HostError, text)
  }
})

test('requests to TikTok go encrypted, others are refused', () => {
  const to = (address: string) => safeAddress(new URL(address), undefined).href
  assert.equal(to('http://www.tiktok.com/@a/live?x=1'), 'https://www.tiktok.com/@a/live?x=1')
  assert.equal(to('http://webcast.tiktok.com/webcast/room/info/'), 'https://webcast.tiktok.com/webcast/room/info/')
  for (const address of ['http://evil.example/', 'https://tiktok.com.evil.example/', 'http://127.0.0.1/']) {
    assert.throws(() => to(address), /refused/, address)
  }
})

test('with an endpoint every request goes there', () => {
  const endpoint = new URL('http://127.0.0.1:8099')
  assert.equal(safeAddress(new URL('https://www.tiktok.com/@a/live?x=1'), endpoint).href, 'http://127.0.0.1:8099/@a/live?x=1')
})

test('a WebSocket goes to the world encrypted, or to loopback with an endpoint', () => {
  const endpoint = new URL('http://127.0.0.1:8099')
  assert.deepEqual(
    ['wss://webcast16-ws.tiktok.com/x', 'ws://webcast16-ws.tiktok.com/x', 'wss://127.0.0.1/x', 'nonsense'].map((url) =>
      isAllowedSocket(url, undefined),
    ),
    [true, false, false, false],
  )
  assert.deepEqual(
    ['ws://127.0.0.1:8099/x', 'wss://webcast16-ws.tiktok.com/x'].map((url) => isAllowedSocket(url, endpoint)),
    [true, false],
  )
})
