import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HostError } from '../../../core/base/errors.ts'
import { wants } from '../../../plugins/webhooks/endpoint.ts'
import { readSettings, type Variable } from '../../../plugins/webhooks/settings.ts'
import { settlingOf } from '../../support/settling.ts'
import { endpointOf, eventOf } from './parts.ts'

const settle = await settlingOf('webhooks')

const DISCORD = 'https://discord.com/api/webhooks/1001/secret-Token_1'
const reading = (from: Readonly<Record<string, unknown>>, variables: Partial<Record<Variable, string>> = {}) =>
  readSettings(settle(from), (name) => variables[name])
const row = (fields: Readonly<Record<string, unknown>>) => ({
  name: 'shop',
  kind: 'standard',
  url: 'https://shop.example/hooks',
  ...fields,
})
/** What the plugin says, or the host before it. */
function problemOf(fields: Readonly<Record<string, unknown>>, beside = {}): string | undefined {
  try {
    return reading({ endpoints: [row(fields)], ...beside }).problems[0]
  } catch (error) {
    assert.ok(error instanceof HostError && error.detail.field === 'endpoints', String(error))
    return error.message
  }
}

test('S0-135: DISCORD_WEBHOOK_URL alone makes an endpoint, and the setting wins over it', () => {
  const byVariable = reading({ endpoints: [] }, { DISCORD_WEBHOOK_URL: DISCORD })
  const bySetting = reading({ discord: DISCORD.replace('1001', '2002') }, { DISCORD_WEBHOOK_URL: DISCORD })
  assert.deepEqual(
    [byVariable, bySetting].map(({ endpoints: [first] }) => [first?.name, first?.kind, first?.url.pathname.split('/')[3]]),
    [
      ['discord', 'discord', '1001'],
      ['discord', 'discord', '2002'],
    ],
  )
})

test('S0-138, S0-146: WEBHOOKS_ENABLED and FEATURE_WEBHOOK_INTEGRATIONS switch it off, as long as the settings say nothing', () => {
  const said = [
    reading({}),
    reading({}, { WEBHOOKS_ENABLED: 'false' }),
    reading({}, { FEATURE_WEBHOOK_INTEGRATIONS: 'False' }),
    reading({ enabled: 'on' }, { WEBHOOKS_ENABLED: 'false' }),
    reading({ enabled: 'off' }, { WEBHOOKS_ENABLED: 'true' }),
  ]
  assert.deepEqual(
    said.map(({ isOn }) => isOn),
    [true, false, false, true, false],
  )
})

test('several webhooks of Discord have an address each, by name', () => {
  const { endpoints, problems } = reading({
    discord: `party=${DISCORD.replace('1001', '2002')}\n${DISCORD}`,
    endpoints: [
      { name: 'party', kind: 'discord' },
      { name: 'log', kind: 'discord', url: '' },
      { name: 'off', kind: 'discord', active: false },
    ],
  })
  assert.deepEqual([endpoints.map(({ name, url }) => `${name} ${url.pathname.split('/')[3]}`), problems], [['party 2002', 'log 1001'], []])
})

test('T60: an address of Discord in a plain field is refused without being repeated, and a secret counts for one host only', () => {
  const exposed = problemOf({ kind: 'discord', url: DISCORD })
  assert.match(exposed ?? '', /^Endpoint "shop" has an address that holds a token/)
  assert.ok(!exposed?.includes('secret-Token_1'))
  const secrets = 'shop@shop.example=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const at = (url: string) => reading({ endpoints: [row({ url })], secrets }).endpoints[0]?.secrets.length
  assert.deepEqual([at('https://shop.example/hooks'), at('https://evil.example/hooks'), at('https://shop.example:8443/hooks')], [1, 0, 0])
})

test('S3-063, T56: private addresses in every spelling are refused unless that endpoint allows them', () => {
  const spellings = [
    '127.0.0.1:9',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '0',
    '①②⑦.0.0.1',
    '169.254.169.254',
    '10.0.0.8',
    '172.16.0.1',
    '192.168.1.1',
    'localhost.',
    'nas.local',
    '[fe80::1]',
    '[fd00::1]',
  ]
  const open = spellings.filter((host) => problemOf({ url: `https://${host}/hooks` }) === undefined)
  const refused = spellings.filter((host) => problemOf({ url: `https://${host}/hooks`, allowPrivate: true }) !== undefined)
  assert.deepEqual([open, refused], [[], []])
})

test('S3-063: an address is https, or http on this computer; a name, a password or another scheme is refused', () => {
  const wrong = [
    'http://shop.example/',
    'http://10.0.0.8/',
    'https://user@127.0.0.1/',
    'https://a:b@shop.example/',
    'file:///etc/passwd',
    'nonsense',
    '',
  ]
  const open = wrong.filter((url) => problemOf({ url, allowPrivate: true }) === undefined)
  assert.deepEqual([open, problemOf({ url: 'http://127.0.0.1:8080/hooks', allowPrivate: true })], [[], undefined])
})

test('a secret that cannot sign, a name that is there twice and an address that is none are told by name', () => {
  const { endpoints, problems } = reading({
    secrets: 'a@shop.example=short',
    endpoints: [row({ name: 'a' }), row({ name: 'b' }), row({ name: 'b' }), { name: 'c', kind: 'discord' }],
  })
  assert.deepEqual(
    [endpoints.map(({ name }) => name), problems],
    [
      ['b'],
      [
        'Endpoint "a" has a secret that cannot sign; it is whsec_ and the base64 of 24 to 64 bytes',
        'Endpoint "b" is there twice; give each a name of its own',
        'Endpoint "c" has no address; write it in "Discord addresses"',
      ],
    ],
  )
})

test('an endpoint hears of what it chose: types, least coins, and never of the time before we came', () => {
  const big = endpointOf({ events: new Set(['gift', 'tip']), atLeast: 100 })
  const all = endpointOf({ events: new Set(['*']) })
  const heard = (endpoint: typeof all) =>
    [
      eventOf('gift', { coins: 99 }),
      eventOf('gift', { coins: 100 }),
      eventOf('tip', {}, { value: { amountCents: 100, currency: 'EUR' } }),
      eventOf('follow'),
      eventOf('follow', {}, { source: 'history' }),
    ].map((event) => wants(endpoint, event))
  assert.deepEqual(
    [heard(big), heard(all)],
    [
      [false, true, true, false, false],
      [true, true, true, true, false],
    ],
  )
})
