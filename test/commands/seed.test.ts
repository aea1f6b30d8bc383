import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { LaneView, PresetApplied, SubscriptionList } from '../../schemas/types.ts'
import { createFolder } from '../support/folder.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'
import { createOperator, startOperated } from './operator.ts'

/** As the services of the seed had them: event, priority, whether it may be dropped, whether it is on. */
const DINO = ['gift 10 no on', 'subscribe 9 no on', 'follow 8 no on', 'share 7 no on', 'chat 6 yes on', 'like 3 yes on', 'join 2 yes off']
const OVERLAYS = [
  'gift 10 no on',
  'subscribe 8 no on',
  'follow 7 no on',
  'share 6 yes on',
  'chat 5 yes on',
  'join 3 yes on',
  'like 2 yes on',
]

test('S1-003 S1-049 S1-050 S1-051 S1-052: seed writes DinoChrome and Overlays, which run at once with their lanes', async (t) => {
  const folders = await createPluginFolders()
  const { host, type, json } = await startOperated(t, { pluginRoots: [folders.root] })
  const planned = (await json('seed', '--dry-run')) as PresetApplied[]
  assert.deepEqual(await readdir(folders.root), [])
  assert.deepEqual(
    planned.map(({ plugin, outcome, mode, queueMax, events }) => `${plugin} ${outcome} ${mode} ${queueMax} ${events}`),
    ['dinochrome written sync 50 7', 'stream-overlays written async 100 7'],
  )
  assert.match(await type('seed'), /^dinochrome is written to .*: SYNC, max 50, 7 event configurations\n.*\nNo account is set; /)
  const lanes = async () => (await json('lanes')) as LaneView[]
  let found = await lanes()
  while (found.filter(({ state }) => state === 'running').length < 2) found = await lanes()
  assert.deepEqual(found.map(({ name, max }) => `${name} ${max}`).sort(), ['DinoChrome 50', 'Overlays 100'])

  const table = async (plugin: string) =>
    ((await host.json(`/api/plugins/${plugin}/subscriptions`)) as unknown as SubscriptionList).subscriptions
  const told = async (plugin: string) =>
    (await table(plugin))
      .map((row) => `${row.event} ${row.priority} ${row.discardable ? 'yes' : 'no'} ${row.enabled ? 'on' : 'off'}`)
      .sort()
  assert.deepEqual(await told('dinochrome'), [...DINO].sort())
  assert.deepEqual(await told('stream-overlays'), [...OVERLAYS].sort())
  assert.deepEqual(new Set((await table('dinochrome')).map(({ mode }) => mode)), new Set(['sync']))
  assert.deepEqual(new Set((await table('stream-overlays')).map(({ mode }) => mode)), new Set(['async']))

  await host.send('POST', '/api/simulate/gift', { giftName: 'Rose' })
  while ((await lanes()).some(({ completed }) => completed < 1)) await host.json('/health')
  assert.match(await type('seed'), /there already, and stays as it is/)
  const { entries } = (await host.json('/api/audit?what=preset.applied')) as { entries: readonly unknown[] }
  assert.equal(entries.length, 2)
})

test('S1-003: seed works without a host, and takes back only what nobody changed', async (t) => {
  const into = createFolder()
  const { type } = createOperator(t)
  await type('seed', '--plugins', into)
  assert.deepEqual((await readdir(into)).sort(), ['dinochrome', 'stream-overlays'])
  const code = join(into, 'dinochrome/plugin.ts')
  await writeFile(code, `${await readFile(code, 'utf8')}// mine\n`)
  assert.match(
    await type('seed', '--undo', '--plugins', into),
    /dinochrome is there already, and stays as it is.*\nstream-overlays is removed/,
  )
  assert.deepEqual(await readdir(into), ['dinochrome'])
  await assert.rejects(type('seed', 'jumping', '--plugins', into), /There is no preset "jumping"/)
})
