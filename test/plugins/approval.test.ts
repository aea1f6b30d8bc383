import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { createApproval } from '../../core/plugins/approval.ts'
import type { Reading } from '../../core/plugins/discover.ts'
import { hashFolder } from '../../core/plugins/folder-hash.ts'
import type { PluginConfig } from '../../core/plugins/plugin.ts'
import type { Revoked } from '../../schemas/types.ts'
import { createFolder } from '../support/folder.ts'

test('what Showrunner grants its own plugins goes to those of its own folder that it names, and to no other of the same name', () => {
  const shippedRoot = createFolder()
  const net = ['api.example.com']
  const base = { shipped: ['tts'], grants: { tts: { net }, stranger: { net } } }
  // Only what an approval looks at; the rest of a base is not its business.
  const reading = { base, chosen: () => undefined } as unknown as Reading
  const granted = (id: string, root: string) => createApproval(id, { reading, shippedRoot }).granted(join(root, id))
  assert.deepEqual(
    [
      granted('tts', shippedRoot),
      granted('tts', createFolder()),
      granted('tts', join(shippedRoot, 'below')),
      granted('stranger', shippedRoot),
    ],
    [{ net }, {}, {}, {}],
  )
})

/** A plugin in a folder of its own, and what is known of it. */
async function createPlugin({ revoked = [], grantHash }: { revoked?: Revoked; grantHash?: string } = {}) {
  const folder = join(createFolder(), 'tts')
  await mkdir(folder)
  await writeFile(join(folder, 'plugin.ts'), 'export default {}')
  const permissions = { net: ['api.example.com'] }
  const grant = { permissions, approvedAt: '2026-05-03T20:14:00.000Z', hash: grantHash ?? (await hashFolder(folder)) }
  const reading = { base: { shipped: [], grants: {} }, chosen: () => ({ grant }), revoked: () => revoked } as unknown as Reading
  const config = { folder, manifest: { version: '1.0.0', permissions } } as unknown as PluginConfig
  return { config, approval: (dev = false) => createApproval('tts', { reading, shippedRoot: undefined, dev }) }
}

test('a plugin whose files are not the approved ones is held, and runs only while it is written', async () => {
  const { config, approval } = await createPlugin({ grantHash: 'a'.repeat(64) })
  assert.deepEqual([(await approval().refusal(config))?.state, await approval(true).refusal(config)], ['held', undefined])
  const approved = await createPlugin()
  assert.equal(await approved.approval().refusal(approved.config), undefined)
})

test('T68: a plugin is revoked by its id with its version, and not by those of another', async () => {
  const because = async (...revoked: Revoked) => {
    const { config, approval } = await createPlugin({ revoked })
    return approval().revocation(config)
  }
  const reason = 'It sends chat to a stranger'
  assert.deepEqual(
    [
      await because({ id: 'tts', version: '1.0.0', reason }),
      await because({ id: 'tts', version: '1.0.1', reason }),
      await because({ id: 'other', version: '1.0.0', reason }),
    ],
    [reason, undefined, undefined],
  )
})

test('T68: a plugin is revoked by the hash of its files, and by the hash it was approved with, though its files were changed since', async () => {
  const reason = 'It sends chat to a stranger'
  const grantHash = 'a'.repeat(64)
  const changed = await createPlugin({ revoked: [{ hash: grantHash, reason }], grantHash })
  const other = await createPlugin({ revoked: [{ hash: 'b'.repeat(64), reason }] })
  const copied = await createPlugin({ revoked: [{ hash: await hashFolder(other.config.folder), reason }], grantHash })
  assert.deepEqual(await Promise.all([changed, other, copied].map(({ config, approval }) => approval().revocation(config))), [
    reason,
    undefined,
    reason,
  ])
})
