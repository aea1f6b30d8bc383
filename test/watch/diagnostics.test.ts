import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { createBlackout } from '../../core/desks/watch/blackout.ts'
import { readZip } from '../../core/packages/read-zip.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { createFolder } from '../support/folder.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'
import { startWatched } from './watched.ts'

const CANARIES = ['canary_zoe', 'Canary Zoë', 'CanaryPassword1', 'canary-chat-text', '7777000011112222']

/** The files of the bundle, by name. */
async function unpacked(bytes: Buffer): Promise<Readonly<Record<string, string>>> {
  const file = join(createFolder(), 'bundle.zip')
  await writeFile(file, bytes)
  return Object.fromEntries([...(await readZip(file))].map(([name, content]) => [name, Buffer.from(content).toString('utf8')]))
}

test('a diagnostics bundle has what helps, and no key, no secret, no text of a setting and no viewer in any of its bytes', async (t) => {
  const folders = await createPluginFolders()
  await folders.write('lamp', {
    manifest: { subscriptions: [{ event: 'gift' }, { event: 'chat' }], settings: { password: 'none' } },
    files: {
      'plugin.ts': `export default { on: {
        gift: ({ user, payload }, host) => host.log.warn('Gift from ' + user.displayName + ' @' + user.uniqueId, { id: user.userId, times: payload.giftCount }),
        chat: ({ payload }, host) => host.log.info('Heard: ' + payload.message),
      } }`,
    },
  })
  const host = await startWatched(t, { pluginRoots: [folders.root] })
  await host.send('PUT', '/api/plugins/lamp/settings', { password: 'CanaryPassword1' })
  const viewer = { username: 'canary_zoe', displayName: 'Canary Zoë', userId: '7777000011112222' }
  for (const [type, more] of [
    ['gift', { giftCount: 3 }],
    ['chat', { message: 'canary-chat-text' }],
  ] as const)
    assert.equal((await host.send('POST', `/api/simulate/${type}`, { ...viewer, ...more })).status, 201)
  while (!host.lines.some((line) => line.includes('Heard'))) await host.json('/api/health')

  const response = await host.get('/api/diagnostics')
  assert.equal(response.headers.get('content-disposition'), 'attachment; filename="showrunner-diagnostics.zip"')
  const bytes = Buffer.from(await response.arrayBuffer())
  const files = await unpacked(bytes)
  assert.deepEqual(Object.keys(files).sort(), ['README.txt', 'about.json', 'health.json', 'log.json', 'settings.json', 'status.json'])
  const secrets = [...CANARIES, ...Object.values(host.keys)]
  for (const [name, text] of [...Object.entries(files), ['the zip', bytes.toString('latin1')] as const])
    for (const secret of secrets) assert.ok(!text.includes(secret), `${name} has ${secret}`)

  const { showrunner, migrations, disk } = JSON.parse(files['about.json'] ?? '')
  assert.deepEqual([showrunner, migrations[0], disk.freeBytes > 0], ['0.1.0', '0001-first', true])
  assert.deepEqual(JSON.parse(files['settings.json'] ?? '').plugins.lamp.settings, { password: '[Redacted]' })
  const gift = JSON.parse(files['log.json'] ?? '').find(({ message }: { message: string }) => message.startsWith('Gift from'))
  assert.match(gift.message, /^Gift from (viewer-[0-9a-f]{8}) @\1$/)
  const { entries } = (await host.json('/api/audit')) as { entries: readonly { what: string }[] }
  assert.ok(entries.some(({ what }) => what === 'diagnostics.made'))
})

test('names are taken out whatever their case, only where no word goes on, and the same viewer stays the same', () => {
  const event = { user: { userId: '12345', uniqueId: 'ana', displayName: 'Ana ✨', safeName: 'Ana' }, payload: { message: 'hola' } }
  const { value } = createBlackout([event as unknown as UnifiedEvent])
  const told = value({ text: 'ANA and banana, Ana ✨ said hola', other: ['@ana'], apiKey: 'x', more: 'İ ana' }) as Record<string, unknown>
  const pseudonym = /^viewer-[0-9a-f]{8}/.exec(String(told.text))?.[0]
  assert.deepEqual(told, {
    text: `${pseudonym} and banana, ${pseudonym} said [what a viewer wrote]`,
    other: [`@${pseudonym}`],
    apiKey: '[Redacted]',
    more: `i̇ ${pseudonym}`,
  })
})
