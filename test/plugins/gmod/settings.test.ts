import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { withSettings } from '../../../core/plugins/settings-grants.ts'
import { readSettings } from '../../../plugins/gmod/settings.ts'
import { settlingOf } from '../../support/settling.ts'

const settle = await settlingOf('gmod')

const read = (settings: Readonly<Record<string, unknown>>, environment: Readonly<Record<string, string>> = {}) =>
  readSettings(settle(settings), (name) => environment[name])

test('S0-081, S0-082, S0-083, S0-084: without settings and variables the game is at localhost, 27015, and 27016 for HTTP', () => {
  assert.deepEqual(
    (['door', 'websocket', 'http', 'rcon'] as const).map((way) => read({ way }).address),
    ['localhost:27015', 'localhost:27015', 'localhost:27016', 'localhost:27015'],
  )
  assert.deepEqual([read({}).way, read({}).doorPort], ['door', 27_015])
})

test('S0-081, S0-082, S0-083, S0-084: GMOD_HOST and the ports say where the game is, and settings win', () => {
  const variables = { GMOD_HOST: 'lan', GMOD_WS_PORT: '1', GMOD_HTTP_PORT: '2', GMOD_RCON_PORT: '3', GMOD_RCON_PASSWORD: 'open' }
  assert.deepEqual(
    (['websocket', 'http', 'rcon'] as const).map((way) => read({ way }, variables).address),
    ['lan:1', 'lan:2', 'lan:3'],
  )
  assert.deepEqual([read({}, variables).doorPort, read({}, variables).rconPassword], [1, 'open'])
  const chosen = read({ way: 'http', address: 'http://10.0.0.2:80/', doorPort: 27_025, rconPassword: 'mine' }, variables)
  assert.deepEqual([chosen.address, chosen.doorPort, chosen.rconPassword], ['10.0.0.2:80', 27_025, 'mine'])
})

test('S0-081, S0-082, S0-083, S0-084: what the variables say is what its manifest may reach, and where it may listen', async () => {
  const { permissions } = JSON.parse(await readFile(new URL('../../../plugins/gmod/plugin.manifest.json', import.meta.url), 'utf8'))
  const ports = { GMOD_WS_PORT: '28015', GMOD_HTTP_PORT: '28016', GMOD_RCON_PORT: '28017' }
  for (const variables of [{}, { GMOD_HOST: '192.168.1.9' }, ports, { GMOD_HOST: '192.168.1.9', ...ports }]) {
    const { net = [], typed = [], listen = [] } = withSettings(permissions, { settings: {}, written: {}, variables })
    const wanted = (['websocket', 'http', 'rcon'] as const).map((way) => read({ way }, variables).address)
    assert.deepEqual(
      wanted.filter((address) => ![...net, ...typed].includes(address)),
      [],
    )
    assert.ok(listen.includes(`127.0.0.1:${read({}, variables).doorPort}`))
  }
})

test('S0-085: GMOD_ENABLED=false tells the game nothing, and the setting wins', () => {
  assert.deepEqual(
    [
      read({}),
      read({}, { GMOD_ENABLED: 'true' }),
      read({}, { GMOD_ENABLED: 'false' }),
      read({ enabled: 'yes' }, { GMOD_ENABLED: 'false' }),
      read({ enabled: 'no' }),
    ].map(({ isOn }) => isOn),
    [true, true, false, true, false],
  )
})

test('S0-086: GMOD_RECONNECT_INTERVAL is in milliseconds and 30000 unless said, and the setting wins', () => {
  const variables = { GMOD_RECONNECT_INTERVAL: '5000' }
  assert.deepEqual(
    [read({}), read({}, variables), read({ reconnectSeconds: 7 }, variables), read({}, { GMOD_RECONNECT_INTERVAL: 'soon' })].map(
      ({ reconnectMs }) => reconnectMs,
    ),
    [30_000, 5000, 7000, 30_000],
  )
})

test('S0-091: the game has 5000 ms for an answer, a dance 10 s, and five dances wait', () => {
  const { timeoutMs, danceMs, dancesMax } = read({})
  assert.deepEqual({ timeoutMs, danceMs, dancesMax }, { timeoutMs: 5000, danceMs: 10_000, dancesMax: 5 })
})
