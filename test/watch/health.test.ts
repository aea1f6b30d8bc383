import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPluginFolders } from '../support/plugin-folders.ts'
import { startWatched } from './watched.ts'

type Report = {
  readonly status: string
  readonly failing?: string
  readonly parts: readonly { part: string; ok: boolean; detail: string }[]
}

test('health names every part with a sentence, and the one that fails; /health stays one word', async (t) => {
  const folders = await createPluginFolders()
  await folders.write('lamp')
  await folders.write('torn', { files: { 'plugin.ts': 'export default {' } })
  const host = await startWatched(t, { pluginRoots: [folders.root] })
  const { status, failing, parts } = (await host.json('/api/health')) as unknown as Report
  assert.deepEqual([status, failing], ['degraded', 'plugin torn'])
  assert.deepEqual(
    parts.map(({ part, ok }) => `${part} ${ok}`),
    ['store true', 'disk true', 'ingest true', 'source true', 'server true', 'runners true', 'plugin lamp true', 'plugin torn false'],
  )
  for (const { detail } of parts) assert.match(detail, /^\S.* .*[^.]$/)
  assert.match(parts.find(({ part }) => part === 'runners')?.detail ?? '', /^1 of 1 run, restarted 0 times$/)
  assert.deepEqual(await (await fetch(`${host.url}/health`)).json(), { status: 'degraded', failing: 'plugin torn' })
})

test('S4-055: what the server, the workers and the queue do is in the log as lines with fields, and asked for by level and plugin', async (t) => {
  const folders = await createPluginFolders()
  await folders.write('lamp', {
    files: { 'plugin.ts': 'export default { on: { gift: (event, host) => host.log.warn("The bulb flickers", { watts: 5 }) } }' },
  })
  const host = await startWatched(t, { pluginRoots: [folders.root] })
  await host.send('POST', '/api/simulate/gift', {})
  const lines = async (query: string) => ((await host.json(query)) as { lines: readonly Record<string, unknown>[] }).lines
  let found = await lines('/api/log?level=warn&plugin=lamp&q=flickers')
  while (found.length === 0) found = await lines('/api/log?level=warn&plugin=lamp&q=flickers')
  assert.deepEqual(
    found.map(({ level, message, plugin, fields }) => ({ level, message, plugin, fields })),
    [{ level: 'warn', message: 'The bulb flickers', plugin: 'lamp', fields: { watts: 5 } }],
  )
  const own = await lines('/api/plugins/lamp/logs?limit=5')
  assert.deepEqual(
    own.map(({ message }) => message),
    ['The bulb flickers', 'Plugin state changed'],
  )
  for (const line of host.lines) assert.ok(Number.isInteger(JSON.parse(line).time))
  assert.equal((await host.get('/api/plugins/nobody/logs')).status, 404)
  assert.equal((await host.get('/api/log?level=loud')).status, 400)
})
