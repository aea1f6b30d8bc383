import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { createOperated } from '../support/operated.ts'
import { createTarget } from './target.ts'

const CANARY = 'canary-secret-5b1c9e'

/** Where secrets are kept, for their owner alone. */
const KEPT = ['secrets.json', 'keys.json']

const LEAKY = {
  manifest: { permissions: { net: ['127.0.0.1:9'] }, actions: { fail: {}, fetch: {} } },
  files: {
    'plugin.ts': `export default {
      on: { gift: (_, host) => { throw new TypeError('The key is not right') } },
      actions: {
        fail: (input, host) => { host.log.error('failed'); throw new Error('It failed') },
        fetch: (input, host) => fetch('http://127.0.0.1:9/?key=' + host.settings.apiKey, { headers: { authorization: 'Bearer ' + host.settings.apiKey } }),
      },
    }`,
    'settings.schema.json': JSON.stringify({
      type: 'object',
      properties: { apiKey: { type: 'string', format: 'password' }, url: { type: 'string' } },
    }),
  },
}

test('T85: a secret of a plugin, of a header or of an address is in no log, no answer and no file but where it is kept', async (t) => {
  const operated = await createOperated(t)
  await operated.write('leaky', LEAKY)
  const host = await operated.start()
  await host.approve('leaky')
  const answers = [
    await host.ask('PUT', '/api/plugins/leaky/settings', { apiKey: CANARY, url: 'https://example.com/' }),
    await host.ask('GET', '/api/plugins/leaky/settings'),
    await host.ask('PUT', '/api/plugins/leaky/settings', { apiKey: 7 }),
    await host.ask('GET', '/api/plugins'),
    await host.ask('GET', '/api/settings'),
    await host.act('leaky.fail'),
    await host.act('leaky.fetch'),
    await host.ask('POST', '/api/simulate/gift', {}),
    await host.ask('GET', `/status?token=${CANARY}`),
    await host.ask('GET', '/status', undefined, CANARY),
    await host.ask('GET', '/api/log?limit=1000'),
    await host.ask('GET', '/api/audit'),
    await host.ask('GET', '/status'),
  ]
  const diagnostics = await fetch(`${host.url}/api/diagnostics`, { headers: { authorization: `Bearer ${host.keys.admin}` } })
  const told = [...answers.map(({ body }) => JSON.stringify(body)), await diagnostics.text(), ...operated.lines, ...host.said]
  await host.stop(0)
  const files = (await readdir(operated.dataDir, { recursive: true, withFileTypes: true })).filter(
    (entry) => entry.isFile() && !KEPT.includes(entry.name),
  )
  const texts = await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')))
  assert.ok(files.length > 2 && operated.lines.length > 2)
  assert.deepEqual(
    [...told, ...texts].filter((text) => text.includes(CANARY)).map((text) => text.slice(0, 200)),
    [],
  )
})

test('T85: what is told of a secret, put back, does not overwrite it', async (t) => {
  const operated = await createOperated(t)
  await operated.write('leaky', LEAKY)
  const host = await operated.start()
  await host.ask('PUT', '/api/plugins/leaky/settings', { apiKey: CANARY })
  const { values } = (await host.ask('GET', '/api/plugins/leaky/settings')).body
  const back = await host.ask('PUT', '/api/plugins/leaky/settings', values)
  const kept = await readFile(join(operated.dataDir, 'secrets.json'), 'utf8')
  assert.deepEqual([values, [200, 422].includes(back.status), kept.includes(CANARY)], [{ apiKey: { set: true } }, true, true])
})

const { attack } = createTarget()
const BAD = [
  'a\0b',
  '../../etc/passwd',
  '\\\\server\\share',
  '/etc/passwd',
  '$(id)',
  '%APPDATA%\\x',
  '!!js/function "x"',
  '&a *a',
  '-oProxyCommand=x',
]

attack(
  'T86: names and addresses of settings with bytes, paths or words of another language in them are refused',
  { refuses: true },
  async ({ ask, bearer }) => {
    const headers = { ...bearer('admin'), 'Content-Type': 'application/json' }
    const patches = BAD.flatMap((value) => [
      { tiktok: { username: value } },
      { server: { host: value } },
      { server: { allowedHosts: [value] } },
      { plugins: { [value]: { enabled: true } } },
      { [value]: true },
    ])
    const taken: unknown[] = []
    for (const patch of patches) {
      if ((await ask('PATCH /api/settings?dryRun=true', headers, JSON.stringify(patch))) !== 422) taken.push(patch)
    }
    assert.deepEqual(taken, [])
  },
)

attack('T86: no path, parameter or name leads to a file', { refuses: true }, async ({ ask, bearer }) => {
  const headers = { ...bearer('admin'), 'Content-Type': 'application/json' }
  for (const value of BAD) {
    const name = encodeURIComponent(value)
    const statuses = await Promise.all([
      ask(`POST /api/plugins/${name}/enable`, headers, '{}'),
      ask(`POST /api/presets/${name}?dryRun=true`, headers, '{}'),
      ask(`GET /api/sessions/${name}`, bearer('admin')),
      ask(`POST /api/scenarios/${name}`, headers, '{}'),
      ask(`GET /overlay/${name}/x.js`, bearer('admin')),
    ])
    assert.ok(
      statuses.every((status) => status === 404),
      `${value}: ${statuses}`,
    )
  }
})
