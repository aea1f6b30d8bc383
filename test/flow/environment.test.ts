import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { readEnvironment } from '../../core/environment.ts'
import { createFakeTikTok } from '../../scripts/fake-tiktok/server.ts'
import { createFolder } from '../support/folder.ts'
import { startProcess } from '../support/host-process.ts'
import { keepOnly } from '../support/shipped-plugins.ts'

test('S0-009, S0-010, S0-011, S0-012, S0-160: the environment says whom to follow, how it is tried again and where to listen, and goes over .env', async () => {
  const file = join(createFolder(), '.env')
  await writeFile(
    file,
    'TIKTOK_USERNAME=of_the_file\nTIKTOK_SESSION_ID="a cookie"\nTIKTOK_RECONNECT_DELAY=5000\nSIGN_API_KEY=a key\nPORT=4000\n',
  )
  const set = { TIKTOK_USERNAME: 'somebody', TIKTOK_MAX_RECONNECT_ATTEMPTS: '5', PORT: ' 3000 ', HOST: '::1', SHOWRUNNER_DATA: 'kept' }
  const { variables, ...read } = readEnvironment(file, set)
  assert.deepEqual(read, {
    ...{ username: 'somebody', tiktokSessionId: 'a cookie', signApiKey: 'a key', maxReconnectAttempts: 5, reconnectDelayMs: 5000 },
    ...{ port: 3000, host: '::1', dataDir: 'kept' },
  })
  assert.equal(variables.TIKTOK_USERNAME, 'somebody')
  assert.deepEqual(readEnvironment('/nowhere/.env', { TIKTOK_USERNAME: ' ', PORT: '' }), { variables: { TIKTOK_USERNAME: ' ', PORT: '' } })
})

test('S0-009, S0-010, S0-011, S0-012: a host follows the account of the environment with the session of .env, and gives up when that says so', async (t) => {
  const folder = createFolder()
  keepOnly(folder)
  await writeFile(join(folder, '.env'), 'TIKTOK_USERNAME=of_the_file\nTIKTOK_SESSION_ID=secret-session\nTIKTOK_RECONNECT_DELAY=1\n')
  const fake = await createFakeTikTok()
  t.after(fake.stop)
  const env = { TIKTOK_USERNAME: 'somebody', TIKTOK_MAX_RECONNECT_ATTEMPTS: '1' }
  const { line } = startProcess(t, folder, ['--tiktok-endpoint', fake.url], env)
  await fake.until(() => fake.connected() === 1)
  const shown = fake.seen.requests.filter(({ headers }) => JSON.stringify(headers).includes('secret-session')).map(({ path }) => path)
  fake.refuse({ status: 500 })
  fake.drop()
  await line(/Gave up on @somebody after 1 attempt/)
  assert.deepEqual(shown, ['/@somebody/live', '/webcast/room/info/'])
})
