import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAddressOpen, isNetGranted } from '../../../../core/sandbox/broker/net/grants.ts'

// What Deno 2.9.6 answers to Deno.permissions.query({ name: 'net', host }) under --allow-net with these, except where a comment says otherwise.
const GRANTS = [
  'example.com',
  'api.test:80',
  '*.wild.test',
  '*.wp.test:443',
  '10.0.0.0/8',
  '11.0.0.0/8:80',
  '[::1]:90',
  '[fe80::1]',
  '127.0.0.1:80',
  'UPPER.test',
  'dot.test.',
]

const ANSWERS: readonly (readonly [host: string, port: number | undefined, isGranted: boolean])[] = [
  ['example.com', undefined, true],
  ['example.com', 443, true],
  ['EXAMPLE.com', 80, true],
  ['example.com.', 80, true],
  ['sub.example.com', 80, false],
  ['notexample.com', 80, false],
  ['api.test', 80, true],
  ['api.test', 81, false],
  ['api.test', undefined, false],
  ['wild.test', 80, true],
  ['a.wild.test', 80, true],
  ['a.b.wild.test', undefined, true],
  ['awild.test', 80, false],
  ['a.wp.test', 443, true],
  ['a.wp.test', 80, false],
  ['a.wp.test', undefined, false],
  ['10.1.2.3', 80, true],
  ['10.1.2.3', undefined, true],
  ['11.1.1.1', 80, true],
  ['11.1.1.1', 81, false],
  ['[::1]', 90, true],
  ['::1', 90, true],
  ['[0:0::1]', 90, true],
  ['[::1]', 91, false],
  ['[fe80::1]', 5, true],
  ['127.0.0.1', 80, true],
  ['127.0.0.1', 81, false],
  // Deno does not normalise here; a URL would.
  ['2130706433', 80, true],
  ['upper.test', 80, true],
  ['dot.test', 80, true],
  ['dot.test.', 80, true],
  ['[::ffff:127.0.0.1]', 80, false],
  ['*.wild.test@evil.example', 80, false],
  ['evil.example#.wild.test', 80, false],
  ['', 80, false],
]

test('a host is granted in the forms that Deno knows', () => {
  const answers = ANSWERS.map(([host, port]) => [host, port, isNetGranted(GRANTS, host, port)])
  assert.deepEqual(answers, ANSWERS)
})

test('no grants and unreadable grants open nothing', () => {
  assert.equal(isNetGranted(undefined, 'example.com', 80), false)
  assert.equal(isNetGranted([], 'example.com', 80), false)
  const unreadable = [
    '*',
    '*:80',
    'a.*.test',
    '*.*.test',
    'http://example.com',
    '::1',
    '[::1',
    'x:99999',
    '10.0.0.0/33',
    '*.10.0.0.1',
    'a b',
    '',
    ':80',
  ]
  assert.deepEqual(
    unreadable.filter((text) => isNetGranted([text], 'example.com', 80) || isNetGranted([text], '10.0.0.1', 80)),
    [],
  )
})

test('names are compared as the URL standard writes them', () => {
  assert.equal(isNetGranted(['bücher.example'], 'xn--bcher-kva.example', 443), true)
  assert.equal(isNetGranted(['xn--bcher-kva.example'], 'BÜCHER.example', 443), true)
  assert.equal(isNetGranted(['example.com'], 'exa\u00admple.com', 443), true)
})

test('a name that is granted opens public addresses; a private one takes a grant of its own', () => {
  const open = (grants: readonly string[], address: string, hostname = 'api.test') => isAddressOpen(grants, { hostname, port: 80 }, address)
  assert.deepEqual(
    [
      open(['api.test'], '93.184.216.34'),
      open(['api.test'], '10.0.0.5'),
      open(['api.test', '10.0.0.5'], '10.0.0.5'),
      open(['api.test', '10.0.0.5:81'], '10.0.0.5'),
      open(['api.test', '10.0.0.0/24'], '10.0.0.5'),
      open(['api.test', '0.0.0.0/0'], '10.0.0.5'),
      open(['api.test', '10.0.0.0/7'], '10.0.0.5'),
      open(['api.test', '10.0.0.0/8'], '10.0.0.5'),
      open(['api.test', '[fd00::5]'], 'fd00::5'),
      open(['localhost'], '127.0.0.1', 'localhost'),
      open(['localhost'], '::1', 'localhost'),
      open(['localhost'], '10.0.0.5', 'localhost'),
      open(['localhost'], '93.184.216.34', 'localhost'),
      open(['localhost', 'api.test'], '127.0.0.1'),
    ],
    [true, false, true, false, true, false, false, true, true, true, true, false, false, false],
  )
})
