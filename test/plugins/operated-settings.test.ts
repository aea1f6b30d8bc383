import assert from 'node:assert/strict'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { createOperated } from '../support/operated.ts'

const CANARY = 'sk-canary-7f3a'

const SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    voice: { enum: ['lucia', 'pedro'], default: 'lucia' },
    speed: { type: 'number', maximum: 2, default: 1 },
    apiKey: { type: 'string', format: 'password', pattern: '^sk-' },
  },
}

const tts = (schema: object = SCHEMA) => ({
  manifest: { actions: { tell: {} } },
  files: {
    'plugin.ts': 'export default { actions: { tell: (_, host) => host.settings } }',
    'settings.schema.json': JSON.stringify(schema),
  },
})

async function createSpeech(t: Parameters<typeof createOperated>[0], schema?: object) {
  const operated = await createOperated(t)
  await operated.write('tts', tts(schema))
  const file = join(operated.dataDir, 'settings.json')
  const edit = (plugins: object) => writeFile(file, JSON.stringify({ schemaVersion: '1', plugins }))
  return { ...operated, file, byHand: edit }
}

test('settings have their defaults, are changed while the plugin runs, and are kept over a restart', async (t) => {
  const { start } = await createSpeech(t)
  const host = await start()
  assert.deepEqual((await host.act('tts.tell')).body.value, { voice: 'lucia', speed: 1 })
  const changed = await host.ask('PUT', '/api/plugins/tts/settings', { voice: 'pedro', speed: 1.5 })
  assert.deepEqual(changed.body, { values: { voice: 'pedro', speed: 1.5, apiKey: { set: false } }, schema: SCHEMA })
  assert.deepEqual((await host.act('tts.tell')).body.value, { voice: 'pedro', speed: 1.5 })
  await host.ask('PUT', '/api/plugins/tts/settings', { speed: null })
  await host.stop()
  assert.deepEqual((await (await start()).act('tts.tell')).body.value, { voice: 'pedro', speed: 1 })
})

test('S8: a wrong setting is refused by field, and nothing of the change is kept', async (t) => {
  const { start, file } = await createSpeech(t)
  const host = await start()
  await host.ask('PUT', '/api/plugins/tts/settings', { speed: 1.5 })
  const before = await readFile(file, 'utf8')
  const refused = await host.ask('PUT', '/api/plugins/tts/settings', { voice: 'Lucia', apiKey: CANARY })
  assert.deepEqual(
    [refused.status, refused.body.code, refused.body.detail],
    [
      422,
      'SETTINGS_INVALID',
      'Settings of tts: "voice" is "Lucia"; did you mean "lucia"? Allowed: lucia, pedro; set it with: showrunner plugins settings tts voice=…',
    ],
  )
  assert.equal(await readFile(file, 'utf8'), before)
  assert.deepEqual((await host.act('tts.tell')).body.value, { voice: 'lucia', speed: 1.5 })
})

test('P5, T85: a secret reaches its plugin and no answer, log or other file', async (t) => {
  const { start, dataDir, lines } = await createSpeech(t)
  const host = await start()
  const set = await host.ask('PUT', '/api/plugins/tts/settings', { apiKey: CANARY, speed: 2 })
  assert.deepEqual(Object(set.body.values).apiKey, { set: true })
  assert.equal(Object((await host.act('tts.tell')).body.value).apiKey, CANARY)

  const paths = ['/status', '/api/plugins', '/api/plugins/tts', '/api/plugins/tts/settings', '/api/actions']
  const refused = await host.ask('PUT', '/api/plugins/tts/settings', { apiKey: `not-${CANARY}` })
  const told = JSON.stringify([refused, ...(await Promise.all(paths.map((path) => host.ask('GET', path))))])
  assert.deepEqual([refused.status, told.includes(CANARY), lines.join().includes(CANARY)], [422, false, false])

  // What was told of it, sent back, changes nothing.
  await host.ask('PUT', '/api/plugins/tts/settings', { ...Object(set.body.values), voice: 'pedro' })
  assert.deepEqual((await host.act('tts.tell')).body.value, { voice: 'pedro', speed: 2, apiKey: CANARY })
  await host.stop()

  const holding: string[] = []
  for (const entry of await readdir(dataDir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    if ((await readFile(file, 'latin1')).includes(CANARY)) holding.push(entry.name)
  }
  assert.deepEqual(holding, ['secrets.json'])
  assert.equal((await stat(join(dataDir, 'secrets.json'))).mode & 0o777, 0o600)
  const again = await start()
  assert.equal(Object((await again.act('tts.tell')).body.value).apiKey, CANARY)
  await again.ask('PUT', '/api/plugins/tts/settings', { apiKey: null })
  assert.deepEqual((await again.act('tts.tell')).body.value, { voice: 'pedro', speed: 2 })
})

test('a plugin whose settings are missing does not start, says which, and starts once they are there', async (t) => {
  const { start } = await createSpeech(t, { ...SCHEMA, required: ['apiKey'] })
  const host = await start()
  const { state, detail } = await host.show('tts')
  assert.deepEqual(
    [state, detail],
    ['failed', 'Settings of tts: "apiKey" is missing; set it with: showrunner plugins settings tts apiKey=…'],
  )
  await host.ask('PUT', '/api/plugins/tts/settings', { apiKey: CANARY })
  assert.equal((await host.show('tts')).state, 'running')
})

test('a setting of another version of a plugin does not keep it from running, is told, stays in the file, and is in nobody’s way', async (t) => {
  const { start, byHand, file } = await createSpeech(t)
  await byHand({ tts: { settings: { voice: 'pedro', sparkle: true } } })
  const host = await start()
  assert.deepEqual((await host.act('tts.tell')).body.value, { voice: 'pedro', speed: 1 })
  const { state, detail } = (await host.ask('GET', '/api/plugins/tts')).body
  assert.deepEqual([state, detail], ['running', 'This version has no setting "sparkle", so what was chosen there is left out'])
  const changed = await host.ask('PUT', '/api/plugins/tts/settings', { speed: 2 })
  assert.deepEqual(changed.body.values, { voice: 'pedro', speed: 2, apiKey: { set: false } })
  assert.deepEqual(JSON.parse(await readFile(file, 'utf8')).plugins.tts.settings, { voice: 'pedro', sparkle: true, speed: 2 })
  const refused = await host.ask('PUT', '/api/plugins/tts/settings', { sparkle: false })
  assert.deepEqual([refused.status, refused.body.code], [422, 'SETTINGS_INVALID'])
  await host.ask('PUT', '/api/plugins/tts/settings', { sparkle: null })
  assert.equal((await host.ask('GET', '/api/plugins/tts')).body.detail, undefined)
})

test('S8: settings edited by hand are followed at once, and a bad edit changes nothing and says so', async (t) => {
  const { start, byHand, file } = await createSpeech(t)
  const host = await start()
  await byHand({ tts: { settings: { voice: 'pedro' } } })
  await host.heard(/^tts was reloaded$/)
  assert.deepEqual((await host.act('tts.tell')).body.value, { voice: 'pedro', speed: 1 })

  await writeFile(file, '{ "schemaVersion": "1", "plugins": ')
  await host.heard(/settings\.json is not JSON.*; the settings before go on$/)
  await byHand({ tts: { settings: { voice: 'maria' } } })
  await host.heard(/^tts: Settings of tts: "voice" is "maria".*; the version before goes on running$/)
  await byHand({ tts: { settings: { apiKey: CANARY } } })
  await host.heard(/^tts: Settings of tts: "apiKey" is a secret and must not be in settings\.json; take it out/)
  assert.deepEqual((await host.act('tts.tell')).body.value, { voice: 'pedro', speed: 1 })

  await byHand({ tts: { enabled: false } })
  await host.heard(/^tts: Switched off$/)
  await byHand({ tts: { enabled: true } })
  await host.heard(/^tts runs$/)
  assert.deepEqual((await host.act('tts.tell')).body.value, { voice: 'lucia', speed: 1 })
})

test('an edit by hand that is about one plugin leaves the others alone', async (t) => {
  const { start, byHand, write, lines } = await createSpeech(t)
  await write('other', { files: { 'plugin.ts': 'export default { start: (host) => host.log.warn("I started") }' } })
  const host = await start()
  await byHand({ tts: { settings: { speed: 2 } } })
  await host.heard(/^tts was reloaded$/)
  assert.equal(lines.filter((line) => line.includes('I started')).length, 1)
})

test('every event is handled once while settings change', async (t) => {
  const { start, write } = await createOperated(t)
  const code = `
    const sum = async (host) => {
      const counts = await Promise.all((await host.kv.list()).map((key) => host.kv.get(key)))
      return { keys: counts.length, sum: counts.reduce((all, count) => all + count, 0) }
    }
    export default {
      on: { gift: (event, host) => host.kv.sum('with ' + host.settings.n, 1) },
      actions: { sum: (_, host) => sum(host) },
    }`
  await write('count', { files: { 'plugin.ts': code }, manifest: { settings: { n: 0 }, actions: { sum: {} } } })
  const host = await start()
  const gifts = 60
  for (let n = 1; n <= gifts; n += 1) {
    await host.ask('POST', '/api/simulate/gift', { giftName: 'Rose' })
    if (n % 10 === 0) await host.ask('PUT', '/api/plugins/count/settings', { n })
  }
  const completed = async () => {
    const lanes = (await host.ask('GET', '/status')).body.lanes as readonly { plugin: string; completed: number }[]
    return lanes.find(({ plugin }) => plugin === 'count')?.completed ?? 0
  }
  while ((await completed()) < gifts) await host.ask('GET', '/health')
  const { sum, keys } = (await host.act('count.sum')).body.value as { sum: number; keys: number }
  assert.deepEqual([sum, keys > 1], [gifts, true])
})
