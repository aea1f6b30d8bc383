import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problemOfGrants } from '../../core/plugins/grant-check.ts'
import { toldGrants, withSettings } from '../../core/plugins/settings-grants.ts'

const typedIn = (address: unknown, grant = '$settings.address') =>
  withSettings({ net: ['api.example.com', grant] }, { settings: {}, written: { address } }).typed

test('a grant by a setting is the host and port that the operator wrote there', () => {
  const written = [
    'ws://192.168.1.20:4455/',
    'http://nas.local/hook?token=1',
    'https://user:secret@Example.com/path:99',
    'tcp://[::1]:27015',
    ' 10.0.0.5:25575 ',
    [{ url: 'https://discord.com/api' }, { address: 'games.test:1' }, 'other.test:2', { name: 'no address' }],
  ]
  assert.deepEqual(
    written.map((value) => typedIn(value)),
    [
      ['192.168.1.20:4455'],
      ['nas.local:80'],
      ['Example.com:443'],
      ['[::1]:27015'],
      ['10.0.0.5:25575'],
      ['discord.com:443', 'games.test:1', 'other.test:2'],
    ],
  )
})

test('a grant by a setting gives nothing for what is no address, and its own port where none was written', () => {
  const written = [
    '',
    'no address at all',
    '*.example.com:443',
    '10.0.0.0/8:80',
    'just-a-host',
    'gopher://host/',
    7,
    null,
    true,
    { port: 80 },
  ]
  assert.deepEqual(
    written.flatMap((value) => typedIn(value)),
    [],
  )
  assert.deepEqual(
    [typedIn('10.0.0.5', '$settings.address:27015'), typedIn('10.0.0.5:1', '$settings.address:27015')],
    [['10.0.0.5:27015'], ['10.0.0.5:1']],
  )
})

test('what an author put into a setting opens no address, and does open the port to listen at', () => {
  const grants = withSettings(
    { net: ['$settings.address', 'api.example.com'], listen: ['$settings.port', '127.0.0.1:1'] },
    { settings: { address: 'http://192.168.1.1', port: 21213 }, written: {} },
  )
  assert.deepEqual(grants, { net: ['api.example.com'], typed: [], typedPublic: [], listen: ['127.0.0.1:21213', '127.0.0.1:1'] })
  assert.deepEqual(toldGrants({ net: ['a.test'], typed: ['10.0.0.1:2'] }), { net: ['a.test', '10.0.0.1:2'] })
})

test('a manifest that would listen for other machines is refused in one sentence', () => {
  assert.deepEqual(
    problemOfGrants({ permissions: { listen: ['127.0.0.1:1', '[::1]:2', 'localhost:3', '$settings.port'], net: ['$settings.a'] } }),
    undefined,
  )
  for (const wrong of ['0.0.0.0:80', '192.168.1.5:80', '127.0.0.1', '*:80', ':80', '[::]:80', 'example.com:80', '$port'])
    assert.match(problemOfGrants({ permissions: { listen: [wrong] } })?.message ?? '', /^"permissions\.listen\.0" is .*this machine only/)
  assert.equal(problemOfGrants({ permissions: { net: ['a.test', '$setting.a'] } })?.pointer, '/permissions/net/1')
})

test('T57: of a list a field says which items may be at a private address; the others only at public ones', () => {
  const endpoints = [
    { url: 'https://shop.example/hooks' },
    { url: 'https://nas.example/hooks', allowPrivate: false },
    { url: 'http://127.0.0.1:8080/', allowPrivate: true },
    'https://text.example',
  ]
  const { net, typed, typedPublic } = withSettings({ net: ['$settings.endpoints[allowPrivate]'] }, { settings: {}, written: { endpoints } })
  assert.deepEqual([net, typed, typedPublic], [[], ['127.0.0.1:8080'], ['shop.example:443', 'nas.example:443', 'text.example:443']])
  const grants = { net: ['$settings.endpoints[allowPrivate]'] }
  assert.deepEqual(
    [problemOfGrants({ permissions: grants }), problemOfGrants({ permissions: { net: ['$settings.a[b c]'] } })?.pointer],
    [undefined, '/permissions/net/0'],
  )
})
