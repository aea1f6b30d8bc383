import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { openSecrets } from '../../core/store/secrets.ts'
import { createFolder } from '../support/folder.ts'

const modeOf = (path: string) => statSync(path).mode & 0o777

test('secrets are kept over restarts, in a file that only its owner can read', async () => {
  const folder = join(createFolder(), 'data')
  const file = join(folder, 'secrets.json')
  const secrets = await openSecrets(file)
  await secrets.change('tts', { apiKey: 'sk-1', token: 'x' })
  await secrets.change('tts', { token: null })
  assert.deepEqual((await openSecrets(file)).of('tts'), { apiKey: 'sk-1' })
  assert.deepEqual([readdirSync(folder), modeOf(folder), modeOf(file)], [['secrets.json'], 0o700, 0o600])
})

test('a file of secrets that others can read is taken from them', async () => {
  const file = join(createFolder(), 'secrets.json')
  writeFileSync(file, '{"schemaVersion":"1","plugins":{"tts":{"apiKey":"sk-1"}}}')
  chmodSync(file, 0o644)
  await openSecrets(file)
  assert.equal(modeOf(file), 0o600)
})

test('a draft left over by a crash gives its mode to nobody', async () => {
  const folder = createFolder()
  const file = join(folder, 'secrets.json')
  writeFileSync(`${file}.new`, 'half', { mode: 0o644 })
  await (await openSecrets(file)).change('tts', { apiKey: 'sk-1' })
  assert.deepEqual([readdirSync(folder), modeOf(file)], [['secrets.json'], 0o600])
})

test('secrets changed at once are all kept, and the last one that goes takes its plugin with it', async () => {
  const file = join(createFolder(), 'secrets.json')
  const secrets = await openSecrets(file)
  await Promise.all(['a', 'b', 'c'].map((id) => secrets.change(id, { key: id })))
  await secrets.change('b', { key: null })
  assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')).plugins, { a: { key: 'a' }, c: { key: 'c' } })
})

test('too many or too large secrets are refused, and what there was stays', async () => {
  const secrets = await openSecrets(join(createFolder(), 'secrets.json'))
  await secrets.change('tts', { apiKey: 'sk-1' })
  await assert.rejects(secrets.change('tts', { apiKey: 'x'.repeat(70_000) }), { code: 'USAGE' })
  await assert.rejects(secrets.change('tts', Object.fromEntries(Array.from({ length: 101 }, (_, n) => [n, 'x']))), { code: 'USAGE' })
  assert.deepEqual(secrets.of('tts'), { apiKey: 'sk-1' })
})

test('a broken file of secrets is told without a word of what is in it', async () => {
  const file = join(createFolder(), 'secrets.json')
  for (const text of ['{"schemaVersion":"1","plugins":{"tts":{"apiKey":canary}}}', '{"plugins":{"tts":"canary"}}', '["canary"]']) {
    writeFileSync(file, text)
    await assert.rejects(openSecrets(file), (error: { code?: string; message?: string; cause?: unknown }) => {
      assert.equal(error.code, 'SETTINGS_INVALID')
      return !`${error.message}${JSON.stringify(error)}${String(error.cause)}`.includes('canary')
    })
  }
})

test('secrets that cannot be read say so', async () => {
  const file = join(createFolder(), 'secrets.json')
  mkdirSync(file)
  await assert.rejects(openSecrets(file), { code: 'DATA_UNREADABLE' })
})
