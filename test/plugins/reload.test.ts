import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import { createPlugins } from '../../core/plugins/lifecycle.ts'
import { readBase } from '../../core/plugins/manifest.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'
import { createObservedSandbox } from '../support/sandbox.ts'

const base = await readBase(new URL('../../plugin.manifest.json', import.meta.url).pathname)
const nothing = () => {}

/** Plugins in real runners; what they publish is what they did. */
async function createStage() {
  const folders = await createPluginFolders()
  const observed = createObservedSandbox()
  const changes: string[] = []
  const sentences: string[] = []
  let told: (() => void) | undefined
  const plugins = createPlugins({
    roots: [folders.root],
    base,
    hostVersion: '0.1.0',
    packagesDir: '/nowhere',
    settings: () => ({}),
    sandbox: observed.sandbox,
    lanes: { open: nothing, change: nothing, close: nothing, forget: nothing, resume: nothing, pause: nothing },
    log: createLog({ level: 'silent' }),
    clock: systemClock,
    say: (sentence) => sentences.push(sentence),
    watch: true,
    onChange({ plugin }) {
      changes.push(plugin)
      told?.()
    },
  })
  after(async () => {
    await plugins.stop()
    await observed.stop()
  })
  await plugins.open()
  await plugins.loaded()
  return {
    ...folders,
    ...observed,
    plugins,
    sentences,
    /** Does something, and waits until the plugins have followed. */
    async followed(act: () => Promise<unknown>) {
      const before = changes.length
      await act()
      await new Promise<void>((resolve) => {
        told = () => changes.length > before && resolve()
        told()
      })
    },
    async deliver(plugin: string, count: number) {
      const had = observed.results.length
      observed.sandbox.deliver(plugin, observed.packer.deliveries(count, { eventType: 'gift' }))
      await observed.until(() => observed.results.length === had + count)
      return observed.results.slice(had)
    },
  }
}

const manifest = { isolation: 'thread' as const }
const publishing = (text: string) => `import type { Plugin } from '#sdk'
export default { on: { gift: (_event, host) => host.publish('said', '${text}') } } satisfies Plugin`

test('a folder dropped in handles events, a saved file takes over, and a version that does not start leaves the one before at work', async () => {
  const stage = await createStage()
  await stage.followed(() => stage.drop('parrot', { manifest, files: { 'plugin.ts': publishing('one') } }))
  await stage.deliver('parrot', 1)

  await stage.followed(() => stage.edit('parrot', 'plugin.ts', publishing('two')))
  await stage.deliver('parrot', 1)

  const failing = `const wing: number = 1\n\nexport default {\n  start() {\n    throw new Error('No ' + wing)\n  },\n}`
  await stage.followed(() => stage.edit('parrot', 'plugin.ts', failing))
  await stage.deliver('parrot', 1)

  assert.deepEqual(
    stage.told('publish', 'parrot').map(([, data]) => JSON.parse(String(data))),
    ['one', 'two', 'two'],
  )
  assert.deepEqual(stage.sentences, [
    'parrot runs',
    'parrot was reloaded',
    'parrot: Plugin parrot did not start: No 1 (plugins/parrot/plugin.ts:5:11); the version before goes on running',
  ])
})

test('what a handler throws is read back to the author’s line', async () => {
  const stage = await createStage()
  const throwing = `type Gift = { readonly n: number }\n\nexport default { on: { gift: () => { throw new Error('Boom') } } }`
  await stage.followed(() => stage.drop('fragile', { manifest, files: { 'plugin.ts': throwing } }))
  const [result] = await stage.deliver('fragile', 1)
  assert.match(stage.plugins.translate('fragile', result?.error ?? ''), /^Boom\n.*plugins\/fragile\/plugin\.ts:3:44/)
})

test('P10: a plugin that is reloaded again and again under load handles every event exactly once', async () => {
  const stage = await createStage()
  await stage.followed(() => stage.drop('busy', { manifest, files: { 'plugin.ts': publishing('0') } }))
  const rounds = 100
  const each = 20
  for (let round = 1; round <= rounds; round++) {
    await stage.edit('busy', 'plugin.ts', publishing(String(round)))
    const reloaded = stage.plugins.reload('busy')
    await stage.deliver('busy', each)
    await reloaded
  }
  const published = stage.told('publish', 'busy').length
  const failed = stage.results.filter(({ error }) => error !== undefined)
  const settled = new Set(stage.results.map(({ deliveryId }) => deliveryId)).size
  assert.deepEqual([published, settled, stage.results.length, failed], [rounds * each, rounds * each, rounds * each, []])
})
