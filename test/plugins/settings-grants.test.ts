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
    'https://first.example\\@second.example/',
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
      ['first.example:443'],
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

test('a grant by a variable is the host and port that stand in it, with the usual port of its kind, for whoever was granted that variable', () => {
  const variables = {
    ...{
      A: 'amqp://user:pass%40word@broker.lan/vhost',
      B: 'amqps://user:p@[::1]',
      C: 'redis://:secret@10.0.0.5/2',
      D: 'rediss://cache.test:7000',
    },
    ...{ E: 'host.test', F: 'no address at all', SECRET: 'redis://10.0.0.9' },
  }
  const net = ['api.example.com', '$env.A', '$env.B', '$env.C', '$env.D', '$env.E:99', '$env.F', '$env.SECRET', '$env.MISSING']
  const env = ['A', 'B', 'C', 'D', 'E', 'F', 'MISSING']
  assert.deepEqual(withSettings({ net, env }, { settings: {}, written: {}, variables }), {
    ...{ net: ['api.example.com'], env, typedPublic: [], listen: [] },
    typed: ['broker.lan:5672', '[::1]:5671', '10.0.0.5:6379', 'cache.test:7000', 'host.test:99'],
  })
})

test('S0-081, S0-082, S0-083: a grant may have its port in a variable, and then opens nothing unless all it names are set and granted', () => {
  const variables = { HOST: '192.168.1.9', WS: '28015', HTTP: ' 28016 ', ODD: '28017/x', SECRET: '1' }
  const net = [
    '$env.HOST:$env.WS',
    'localhost:$env.HTTP',
    '$env.HOST:27015',
    '$env.HOST:$env.ODD',
    '$env.HOST:$env.GONE',
    '$env.HOST:$env.SECRET',
  ]
  const env = ['HOST', 'WS', 'HTTP', 'ODD', 'GONE']
  const granted = withSettings(
    { net, env, listen: ['127.0.0.1:1', '127.0.0.1:$env.WS', '127.0.0.1:$env.GONE'] },
    { settings: {}, written: {}, variables },
  )
  assert.deepEqual(granted.typed, ['192.168.1.9:28015', 'localhost:28016', '192.168.1.9:27015'])
  assert.deepEqual([granted.net, granted.listen], [[], ['127.0.0.1:1', '127.0.0.1:28015']])
  assert.equal(problemOfGrants({ permissions: { net: ['$env.HOST:$env.WS'], env: ['HOST'] } })?.pointer, '/permissions/net/0')
  assert.equal(problemOfGrants({ permissions: { listen: ['0.0.0.0:$env.WS'], env: ['WS'] } })?.pointer, '/permissions/listen/0')
})

test('a manifest that names a variable in net names it in env, too, and none to listen at', () => {
  assert.equal(problemOfGrants({ permissions: { net: ['a.test', '$env.REDIS_URL:6379'], env: ['X', 'REDIS_URL'] } }), undefined)
  assert.deepEqual(problemOfGrants({ permissions: { net: ['a.test', '$env.REDIS_URL'], env: ['X'] } }), {
    pointer: '/permissions/net/1',
    message: '"permissions.net.1" is "$env.REDIS_URL"; add that variable to "permissions.env", too',
  })
  for (const permissions of [{ net: ['$env.a b'] }, { net: ['$environment.X'] }, { listen: ['$env.PORT'], env: ['PORT'] }])
    assert.match(problemOfGrants({ permissions })?.pointer ?? '', /\/0$/)
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
    { url: 'https://said.example/hooks', allowPrivate: 'true' },
    'https://text.example',
  ]
  const { net, typed, typedPublic } = withSettings({ net: ['$settings.endpoints[allowPrivate]'] }, { settings: {}, written: { endpoints } })
  assert.deepEqual(
    [net, typed, typedPublic],
    [[], ['127.0.0.1:8080'], ['shop.example:443', 'nas.example:443', 'said.example:443', 'text.example:443']],
  )
  const grants = { net: ['$settings.endpoints[allowPrivate]'] }
  assert.deepEqual(
    [problemOfGrants({ permissions: grants }), problemOfGrants({ permissions: { net: ['$settings.a[b c]'] } })?.pointer],
    [undefined, '/permissions/net/0'],
  )
})
