import { mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { HostError } from '../core/base/errors.ts'
import { MANIFEST, problemOfId } from '../core/plugins/manifest.ts'

/** Writes a plugin that runs, with its test; answers the files. Rejects with USAGE, and writes nothing, when the id is bad or taken. */
export async function newPlugin(id: string, root: string): Promise<readonly string[]> {
  const problem = problemOfId(id)
  if (problem) throw new HostError('USAGE', problem, { id })
  const folders = [join(root, 'plugins', id), join(root, 'test/plugins', id)] as const
  for (const folder of folders) {
    if (await exists(folder)) throw new HostError('USAGE', `${relative(root, folder)} is already there; take another id`, { id })
  }
  const [plugin, test] = folders
  const files = {
    [join(plugin, MANIFEST)]: manifestText(id),
    [join(plugin, 'plugin.ts')]: CODE,
    [join(plugin, 'README.md')]: readmeText(id),
    [join(test, 'plugin.test.ts')]: testText(id),
  }
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text, { flag: 'wx' })
  }
  return Object.keys(files)
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** The id as people write it: gift-counter is Gift counter. */
function nameOf(id: string): string {
  const words = id.replaceAll('-', ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function manifestText(id: string): string {
  return `{
  "$schema": "../../schemas/plugin-manifest.v1.schema.json",
  "id": "${id}",
  "name": "${nameOf(id)}",
  "version": "0.1.0",
  "description": "Thanks for gifts",
  "subscriptions": [{ "event": "gift" }],
  "settings": { "minCoins": 1 }
}
`
}

const CODE = `import type { Plugin } from '#sdk'

export default {
  on: {
    async gift({ user, payload }, host) {
      if (payload.coins < Number(host.settings.minCoins)) return
      const total = await host.kv.sum(\`coins:\${user.userId}\`, payload.coins)
      host.publish('thanks', { name: user.safeName, gift: payload.giftName, count: payload.giftCount, total })
      host.log.info(\`\${user.safeName} gave \${payload.giftCount} × \${payload.giftName}, \${total} coins so far\`)
    },
  },
} satisfies Plugin
`

function readmeText(id: string): string {
  return `# ${nameOf(id)}

Thanks for gifts: adds up what each viewer gave, and publishes it to the topic \`thanks\` for overlays and games.

The setting \`minCoins\` is the smallest gift that is thanked for, in coins; 1 unless you change it in \`data/settings.json\`:

\`\`\`json
{ "schemaVersion": "1", "plugins": { "${id}": { "settings": { "minCoins": 10 } } } }
\`\`\`

Run its test with \`node --import tsx --test test/plugins/${id}/plugin.test.ts\`.
`
}

function testText(id: string): string {
  return `import assert from 'node:assert/strict'
import { test } from 'node:test'
import plugin from '../../../plugins/${id}/plugin.ts'
import { createRecordingHost, fixture } from '../../support/recording-host.ts'

test('${id} thanks for a gift and adds up what the viewer gave', async () => {
  const { host, published } = createRecordingHost({ settings: { minCoins: 1 } })
  const { user, payload, ...event } = await fixture('gift')
  await plugin.on.gift({ ...event, user, payload }, host)
  await plugin.on.gift({ ...event, user, payload }, host)
  const thanks = { name: user.safeName, gift: payload.giftName, count: payload.giftCount }
  assert.deepEqual(published, [
    { topic: 'thanks', data: { ...thanks, total: payload.coins } },
    { topic: 'thanks', data: { ...thanks, total: 2 * payload.coins } },
  ])
})

test('${id} passes over a gift that is too small', async () => {
  const { host, published } = createRecordingHost({ settings: { minCoins: 1000 } })
  await plugin.on.gift(await fixture('gift'), host)
  assert.deepEqual(published, [])
})
`
}

async function main(args: readonly string[]): Promise<void> {
  const [id] = args
  if (id === undefined || args.length > 1)
    throw new HostError('USAGE', 'Name one id, for example: npx tsx scripts/new-plugin.ts gift-counter')
  const files = await newPlugin(id, fileURLToPath(new URL('..', import.meta.url)))
  for (const file of files) console.log(`wrote ${relative('.', file)}`)
  console.log(`\nA running Showrunner has picked it up already. Change plugins/${id}/plugin.ts and save: it is reloaded at once.`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof HostError ? error.message : error)
    process.exitCode = 64
  })
}
