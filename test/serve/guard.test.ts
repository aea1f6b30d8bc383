import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createGuard, hostsOf } from '../../core/serve/guard.ts'
import { LIMITS } from '../../core/serve/limits.ts'

test("guard knows this machine by its port, and the operator's names with and without one", () => {
  assert.deepEqual([...hostsOf(3000, ['Stream-PC.lan'])].sort(), [
    '127.0.0.1:3000',
    '[::1]:3000',
    'localhost:3000',
    'stream-pc.lan',
    'stream-pc.lan:3000',
  ])
})

test('guard knows this machine without a port where browsers leave it out', () => {
  assert.deepEqual([...hostsOf(80, [])].sort(), ['127.0.0.1', '127.0.0.1:80', '[::1]', '[::1]:80', 'localhost', 'localhost:80'])
})

test('guard lets a page of its own through, also behind a proxy that adds TLS', () => {
  const guard = createGuard({ hosts: hostsOf(3000, ['show.example']), limits: LIMITS })
  const ask = (host: string, origin: string) => guard({ method: 'GET', url: '/status', rawHeaders: ['Host', host, 'Origin', origin] })?.code
  assert.deepEqual(
    [
      ask('localhost:3000', 'http://localhost:3000'),
      ask('show.example', 'https://show.example'),
      ask('localhost:3000', 'http://127.0.0.1:3000'),
    ],
    [undefined, undefined, 'ORIGIN_REFUSED'],
  )
})
