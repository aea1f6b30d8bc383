import assert from 'node:assert/strict'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { HostError } from '../../core/base/errors.ts'
import { createLog } from '../../core/base/log.ts'
import type { PluginSettings } from '../../core/plugins/config.ts'
import { createPlugins, type PluginChange, type PluginsParts } from '../../core/plugins/lifecycle.ts'
import { readBase } from '../../core/plugins/manifest.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const base = await readBase(new URL('../../plugin.manifest.json', import.meta.url).pathname)

/** A host of plugins around a sandbox and lanes that write down what they are told. */
async function createStage(
  options: Partial<PluginsParts> & { readonly refuse?: () => string | undefined; readonly unloading?: () => Promise<void> } = {},
) {
  const folders = await createPluginFolders()
  const calls: string[] = []
  const sentences: string[] = []
  const settings: Record<string, PluginSettings> = {}
  const waiting: { readonly wanted: (change: PluginChange) => boolean; readonly resolve: () => void }[] = []
  const told: PluginChange[] = []
  const note = (name: string) => (what: string | { readonly plugin: string }) => {
    calls.push(`${name} ${typeof what === 'string' ? what : what.plugin}`)
  }
  const plugins = createPlugins({
    roots: [folders.root],
    base,
    hostVersion: '0.1.0',
    packagesDir: '/nowhere',
    settings: () => settings,
    sandbox: {
      async load(code, isolation) {
        const refusal = options.refuse?.()
        if (refusal !== undefined) throw new HostError('PLUGIN_START_FAILED', refusal)
        calls.push(`load ${code.plugin} ${isolation} ${/says "(.*?)"/.exec(code.code)?.[1] ?? ''}`.trim())
      },
      async unload(plugin) {
        calls.push(`unload ${plugin}`)
        await options.unloading?.()
      },
    },
    lanes: {
      open: note('open'),
      change: note('change'),
      close: note('close'),
      forget: note('forget'),
      resume: note('resume'),
      pause: note('pause'),
    },
    log: createLog({ level: 'silent' }),
    say: (sentence) => sentences.push(sentence),
    watch: false,
    onChange(change) {
      told.push(change)
      const index = waiting.findIndex(({ wanted }) => wanted(change))
      if (index >= 0) waiting.splice(index, 1)[0]?.resolve()
    },
    ...options,
  })
  after(() => plugins.stop())

  return {
    ...folders,
    plugins,
    settings,
    sentences,
    told,
    /** What was called since the last time. */
    called: () => calls.splice(0),
    states: () => plugins.status().map(({ id, state, detail }) => [id, state, ...(detail === undefined ? [] : [detail])].join(': ')),
    /** Resolves at the next change of this kind. */
    changed: (wanted: (change: PluginChange) => boolean) => new Promise<void>((resolve) => waiting.push({ wanted, resolve })),
  }
}

const saying = (text: string) => `export default { on: { gift: () => 'says "${text}"' } }`

test('plugins start with a paused lane that is resumed once they are loaded, and a bad one stops no other', async () => {
  const stage = await createStage()
  await stage.write('good', { manifest: { isolation: 'thread' } })
  await stage.write('bad', { files: { 'plugin.ts': 'export default {' } })
  await stage.write('worse', { manifest: '{' })
  await stage.plugins.open()
  await stage.plugins.loaded()
  assert.deepEqual(
    stage.called().filter((call) => call.includes('good')),
    ['open good', 'load good process', 'change good', 'resume good'],
  )
  assert.deepEqual(stage.states(), [
    'bad: failed: plugins/bad/plugin.ts:1:17 Expected identifier but found end of file: export default {',
    'good: running',
    'worse: failed: plugins/worse/plugin.manifest.json:1:2 Expected string in JSON but found end of file',
  ])
  assert.deepEqual(stage.sentences.map((sentence) => sentence.split(':')[0]).sort(), ['bad', 'worse'])
})

test('the events of a plugin that could not start wait in its lane', async () => {
  let refusal: string | undefined = 'Plugin late did not start: No'
  const stage = await createStage({ refuse: () => refusal })
  await stage.write('late')
  await stage.plugins.open()
  await stage.plugins.loaded()
  assert.deepEqual([stage.called(), stage.states()], [['open late'], ['late: failed: Plugin late did not start: No']])
  refusal = undefined
  await stage.plugins.reload('late')
  assert.deepEqual([stage.called(), stage.states()], [['load late process', 'change late', 'resume late'], ['late: running']])
})

test('a saved file is reloaded without stopping the version before', async () => {
  const stage = await createStage({ watch: true })
  await stage.write('live', { files: { 'plugin.ts': saying('one') } })
  await stage.plugins.open()
  await stage.plugins.loaded()
  assert.deepEqual(stage.called(), ['open live', 'load live process one', 'change live', 'resume live'])
  const changed = stage.changed(({ plugin }) => plugin === 'live')
  await stage.edit('live', 'plugin.ts', saying('two'))
  await changed
  assert.deepEqual(stage.called(), ['load live process two', 'change live', 'resume live'])
  assert.deepEqual(stage.sentences, ['live was reloaded'])
})

test('a version that does not build or start leaves the one before running, and says file and line', async () => {
  let refusal: string | undefined
  const stage = await createStage({ refuse: () => refusal })
  await stage.write('live', { files: { 'plugin.ts': saying('one') } })
  await stage.plugins.open()
  await stage.plugins.loaded()
  stage.called()

  await stage.write('live', { files: { 'plugin.ts': 'export default {\n  on: { gift( }' } })
  await stage.plugins.reload('live')
  await stage.write('live', { files: { 'plugin.ts': saying('two') } })
  refusal = 'Plugin live did not start: Boom'
  await stage.plugins.reload('live')
  assert.deepEqual(stage.called(), [])
  assert.deepEqual(stage.sentences, [
    'live: plugins/live/plugin.ts:2:15 Expected identifier but found "}": on: { gift( }; the version before goes on running',
    'live: Plugin live did not start: Boom; the version before goes on running',
  ])
  assert.deepEqual(stage.states(), ['live: running: Plugin live did not start: Boom; the version before goes on running'])
})

test('a change of the manifest alone changes the lane and loads nothing', async () => {
  const stage = await createStage({ watch: true })
  await stage.write('live')
  await stage.plugins.open()
  await stage.plugins.loaded()
  stage.called()
  const changed = stage.changed(({ plugin }) => plugin === 'live')
  const manifest = { id: 'live', name: 'live', version: '1.0.0', subscriptions: [{ event: 'gift', priority: 7 }], queue: { max: 5 } }
  await stage.edit('live', 'plugin.manifest.json', JSON.stringify(manifest))
  await changed
  assert.deepEqual(stage.called(), ['change live'])
})

test('a folder that is dropped in runs, and one that is taken out is unloaded and its lane closed', async () => {
  const stage = await createStage({ watch: true })
  await stage.plugins.open()
  await stage.plugins.loaded()
  const came = stage.changed(({ plugin }) => plugin === 'new')
  await stage.write('_copying')
  await writeFile(join(stage.root, 'README.md'), '# Plugins')
  await stage.drop('new', { files: { 'README.md': '# New', 'lib/more.ts': 'export {}' } })
  await came
  assert.deepEqual([stage.called(), stage.states()], [['open new', 'load new process', 'change new', 'resume new'], ['new: running']])
  const left = stage.changed(({ plugin }) => plugin === 'new')
  await stage.remove('new')
  await left
  assert.deepEqual([stage.called(), stage.states()], [['pause new', 'unload new', 'close new'], []])
  assert.deepEqual([...new Set(stage.told.map(({ plugin }) => plugin))], ['new'])
})

test('a plugin whose folder goes while it is to run is told as gone until the folder is back or it is switched off, and one that was off is not', async () => {
  const stage = await createStage({ watch: true })
  const change = async (id: string, work: () => Promise<unknown>) => {
    const changed = stage.changed(({ plugin }) => plugin === id)
    await work()
    await changed
    await stage.plugins.settled(id)
  }
  for (const id of ['lamp', 'sign', 'off']) await stage.write(id)
  stage.settings.off = { enabled: false }
  await stage.plugins.open()
  await stage.plugins.loaded()
  assert.deepEqual(stage.plugins.gone(), [])
  for (const id of ['lamp', 'sign', 'off']) await change(id, () => stage.remove(id))
  assert.deepEqual(stage.plugins.gone(), ['lamp', 'sign'])
  await change('lamp', () => stage.drop('lamp'))
  assert.deepEqual(stage.plugins.gone(), ['sign'])
  stage.settings.sign = { enabled: false }
  assert.deepEqual([stage.plugins.gone(), stage.states()], [[], ['lamp: running']])
})

test('a folder that comes back while its plugin is still being unloaded runs again', async () => {
  let unloaded = () => {}
  let ask = () => {}
  const asked = new Promise<void>((resolve) => {
    ask = resolve
  })
  const stage = await createStage({
    watch: true,
    unloading() {
      ask()
      return new Promise((resolve) => {
        unloaded = resolve
      })
    },
  })
  await stage.write('back')
  await stage.plugins.open()
  await stage.plugins.loaded()
  await stage.remove('back')
  await asked
  await stage.write('back')
  const again = stage.plugins.reload('back')
  unloaded()
  await again
  assert.deepEqual(stage.states(), ['back: running'])
  assert.deepEqual(stage.called().slice(4), [
    'pause back',
    'unload back',
    'close back',
    'open back',
    'load back process',
    'change back',
    'resume back',
  ])
})

test('a folder that is renamed is another plugin', async () => {
  const stage = await createStage({ watch: true })
  await stage.write('old')
  await stage.plugins.open()
  await stage.plugins.loaded()
  const changes = [stage.changed(({ plugin }) => plugin === 'old'), stage.changed(({ plugin }) => plugin === 'fresh')]
  await rename(join(stage.root, 'old'), join(stage.root, 'fresh'))
  await Promise.all(changes)
  assert.deepEqual(stage.states(), [
    'fresh: failed: plugins/fresh/plugin.manifest.json: "id" is "old" but the folder is "fresh"; give both the same name',
  ])
})

test('a change below overlay/ is told as one, and the plugin is not loaded again', async () => {
  const stage = await createStage({ watch: true })
  const manifest = { overlays: [{ page: 'box', width: 400 }] }
  const folder = await stage.write('shown', { manifest, files: { 'overlay/box.html': '<p>one' } })
  await stage.plugins.open()
  await stage.plugins.loaded()
  assert.deepEqual(stage.plugins.overlays(), [{ plugin: 'shown', folder: join(folder, 'overlay'), pages: ['box'], stage: [] }])
  assert.deepEqual(stage.plugins.status()[0]?.overlays, [{ page: 'box', title: 'box', width: 400 }])
  stage.called()
  const changed = stage.changed(({ plugin, kind }) => plugin === 'shown' && kind === 'overlay')
  await stage.edit('shown', 'overlay/box.html', '<p>two')
  await changed
  assert.deepEqual(stage.called(), ['change shown'])
})

test('a plugin that asks for more than it was granted waits, and loads nothing', async () => {
  const stage = await createStage()
  await stage.write('curious', { manifest: { permissions: { net: ['api.example.com'], wasm: true } } })
  await stage.plugins.open()
  await stage.plugins.loaded()
  assert.deepEqual(stage.called(), [])
  assert.deepEqual(stage.states(), [
    'curious: waiting-for-grant: It asks to reach api.example.com and to run WebAssembly; allow it on the dashboard or with: showrunner plugins approve curious',
  ])
})

test('a grant of the base counts for the plugins that come with Showrunner, and for no other root', async () => {
  const granted = { ...base, shipped: ['curious'], grants: { curious: { net: ['api.example.com'] } } }
  const manifest = { permissions: { net: ['api.example.com'] } }
  const shipped = await createPluginFolders()
  await shipped.write('curious', { manifest })
  const own = await createStage({ base: granted, roots: [shipped.root], shippedRoot: shipped.root })
  await own.plugins.open()
  await own.plugins.loaded()
  const foreign = await createStage({ base: granted, roots: [shipped.root], shippedRoot: '/elsewhere' })
  await foreign.plugins.open()
  await foreign.plugins.loaded()
  assert.deepEqual([own.plugins.status()[0]?.state, foreign.plugins.status()[0]?.state], ['running', 'waiting-for-grant'])
})

test('an update of Showrunner under a host that runs asks for no approval and blames no manifest', async () => {
  const granted = { ...base, shipped: ['curious'] }
  const { root, write } = await createPluginFolders()
  await write('curious')
  await write('mine')
  const updated = { yet: false }
  const stage = await createStage({ base: granted, roots: [root], shippedRoot: root, isUpdated: async () => updated.yet })
  await stage.plugins.open()
  await stage.plugins.loaded()
  updated.yet = true
  const running = 'running: Showrunner was updated while it runs; stop it, and start it again; the version before goes on running'
  for (const manifest of [{ permissions: { net: ['api.example.com'] } }, { ofTheNext: true }]) {
    for (const id of ['curious', 'mine']) await write(id, { manifest })
    for (const { id } of stage.plugins.status()) await stage.plugins.refresh(id)
    const [curious, mine] = stage.plugins.status()
    assert.deepEqual([`${curious?.state}: ${curious?.detail}`, curious?.ask], [running, undefined])
    assert.match(mine?.detail ?? '', /^It asks to reach|"ofTheNext" is not known here/)
  }
})

test('an update that asks for more leaves the version before running', async () => {
  const stage = await createStage()
  await stage.write('grown')
  await stage.plugins.open()
  await stage.plugins.loaded()
  await stage.write('grown', { manifest: { permissions: { run: ['curl'] } } })
  assert.deepEqual(await stage.plugins.reload('grown').then(({ state, detail }) => [state, detail]), [
    'running',
    'It asks to run the program curl; allow it on the dashboard or with: showrunner plugins approve grown; the version before goes on running',
  ])
})

test('a reload that is asked for loads also what did not change', async () => {
  const stage = await createStage()
  await stage.write('same')
  await stage.plugins.open()
  await stage.plugins.loaded()
  stage.called()
  await stage.plugins.reload('same')
  assert.deepEqual(stage.called(), ['load same process', 'change same', 'resume same'])
})

test('a plugin is switched off and on while the host runs', async () => {
  const stage = await createStage()
  await stage.write('lamp')
  await stage.plugins.open()
  await stage.plugins.loaded()
  stage.called()
  stage.settings.lamp = { enabled: false }
  assert.equal((await stage.plugins.refresh('lamp')).state, 'disabled')
  assert.deepEqual(stage.called(), ['pause lamp', 'unload lamp', 'close lamp', 'forget lamp'])
  stage.settings.lamp = { enabled: true }
  assert.equal((await stage.plugins.refresh('lamp')).state, 'running')
  assert.deepEqual(stage.called(), ['open lamp', 'load lamp process', 'change lamp', 'resume lamp'])
  assert.deepEqual(stage.sentences, ['lamp: Switched off', 'lamp runs'])
})

test('a plugin that the settings switch off is not loaded', async () => {
  const stage = await createStage()
  await stage.write('lamp')
  stage.settings.lamp = { enabled: false }
  await stage.plugins.open()
  await stage.plugins.loaded()
  assert.deepEqual([stage.called(), stage.states(), stage.sentences], [['forget lamp'], ['lamp: disabled: Switched off'], []])
})

test('new settings of the operator load the plugin anew', async () => {
  const stage = await createStage()
  await stage.write('lamp')
  await stage.plugins.open()
  await stage.plugins.loaded()
  stage.called()
  stage.settings.lamp = { settings: { color: 'red' } }
  await stage.plugins.reload('lamp')
  assert.deepEqual(stage.called(), ['load lamp process', 'change lamp', 'resume lamp'])
})

test('a quarantined plugin is loaded again when asked, and its events wait until then', async () => {
  const stage = await createStage()
  await stage.write('weak')
  await stage.plugins.open()
  await stage.plugins.loaded()
  stage.called()
  stage.plugins.quarantined('weak', 'It crashed 5 times in 2 minutes')
  assert.deepEqual([stage.called(), stage.states()], [['pause weak'], ['weak: quarantined: It crashed 5 times in 2 minutes']])
  await stage.plugins.reload('weak')
  assert.deepEqual([stage.called(), stage.states()], [['load weak process', 'change weak', 'resume weak'], ['weak: running']])
})

test('a restart stops what runs before it loads it anew, with its lane open so that events wait', async () => {
  const stage = await createStage()
  await stage.write('lamp')
  await stage.plugins.open()
  await stage.plugins.loaded()
  stage.called()
  assert.equal((await stage.plugins.restart('lamp')).state, 'running')
  assert.deepEqual(stage.called(), ['pause lamp', 'unload lamp', 'load lamp process', 'change lamp', 'resume lamp'])
})

test('a restart of what no longer builds leaves nothing running, and says why', async () => {
  const stage = await createStage()
  await stage.write('lamp')
  await stage.plugins.open()
  await stage.plugins.loaded()
  await stage.write('lamp', { files: { 'plugin.ts': 'export default {' } })
  assert.deepEqual(await stage.plugins.restart('lamp').then(({ state, detail }) => [state, detail?.split(' ')[0]]), [
    'failed',
    'plugins/lamp/plugin.ts:1:17',
  ])
})

test('a safe start reads no plugin but those that come with Showrunner', async () => {
  const others = await createPluginFolders()
  await others.write('other')
  const folders = await createPluginFolders()
  await folders.write('alerts')
  await folders.write('dropped')
  const stage = await createStage({ roots: [folders.root, others.root], shippedRoot: folders.root, safe: true })
  await stage.plugins.open()
  await stage.plugins.loaded()
  assert.deepEqual(stage.states(), ['alerts: running'])
})

test('of two plugins with one id the one in the first root runs, and the other is told', async () => {
  const second = await createPluginFolders()
  const first = await createPluginFolders()
  await first.write('twin', { files: { 'plugin.ts': saying('first') } })
  await second.write('twin', { files: { 'plugin.ts': saying('second') } })
  const stage = await createStage({ roots: [first.root, second.root] })
  await stage.plugins.open()
  await stage.plugins.loaded()
  assert.equal(stage.called()[1], 'load twin process first')
  assert.match(stage.sentences.join(), /"id" twin is taken by/)
})

test('many changes at once are one reload, with what the folder holds then', async () => {
  const stage = await createStage()
  await stage.write('busy')
  await stage.plugins.open()
  await stage.plugins.loaded()
  stage.called()
  const reloads = Array.from({ length: 10 }, () => stage.plugins.reload('busy'))
  await stage.write('busy', { files: { 'plugin.ts': saying('last') } })
  await Promise.all(reloads)
  await stage.plugins.reload('busy')
  const loads = stage.called().filter((call) => call.startsWith('load'))
  assert.equal(loads.at(-1), 'load busy process last')
  assert.ok(loads.length <= 3, loads.join())
})

test('a root that is not there is told to who started the host', async () => {
  const stage = await createStage({ roots: ['/nowhere/at/all'], watch: true })
  await assert.rejects(stage.plugins.open(), { code: 'USAGE', message: 'The plugins folder /nowhere/at/all cannot be read (ENOENT)' })
})

test('an id that no folder has is told', async () => {
  const stage = await createStage()
  await stage.plugins.open()
  await stage.plugins.loaded()
  await assert.rejects(stage.plugins.reload('ghost'), { code: 'PLUGIN_UNKNOWN', message: 'There is no plugin "ghost"' })
})

test('the hash that is approved and what is granted with it are told together, also while the folder changes', async () => {
  const stage = await createStage()
  await stage.write('curious', { manifest: { permissions: { net: ['api.example.com'] } } })
  await stage.plugins.open()
  await stage.plugins.loaded()
  await stage.write('curious', { manifest: { permissions: { run: ['curl'] } } })
  const pairs = new Set<string>()
  const look = () => {
    const { ask } = stage.plugins.details('curious')
    pairs.add(`${ask?.hash} ${JSON.stringify(ask?.all)}`)
  }
  let isDone = false
  const again = stage.plugins.reload('curious').then(() => {
    isDone = true
  })
  while (!isDone) {
    look()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await again
  look()
  assert.deepEqual(
    [...pairs].map((pair) => pair.slice(65)),
    ['{"net":["api.example.com"]}', '{"run":["curl"]}'],
  )
})

test('what a plugin asks for stays told while its folder is looked at again', async () => {
  const stage = await createStage()
  await stage.write('curious', { manifest: { permissions: { net: ['api.example.com'] } } })
  await stage.plugins.open()
  await stage.plugins.loaded()
  const asked = () => stage.plugins.details('curious').ask?.permissions
  const seen: unknown[] = []
  const again = stage.plugins.reload('curious')
  let isDone = false
  void again.then(() => {
    isDone = true
  })
  while (!isDone) {
    seen.push(asked())
    await new Promise((resolve) => setImmediate(resolve))
  }
  assert.deepEqual([...new Set(seen.map((each) => JSON.stringify(each)))], ['{"net":["api.example.com"]}'])
})

test('plugins that look at events first are opened before the others', async () => {
  const { write, root } = await createPluginFolders()
  const granted = { ...base, shipped: ['zz'], grants: { zz: { intercept: ['chat' as const] } } }
  const { plugins, called } = await createStage({ base: granted, roots: [root], shippedRoot: root })
  for (const id of ['aa', 'bb', 'cc', 'dd', 'ee']) await write(id)
  await write('zz', { manifest: { permissions: { intercept: ['chat'] }, intercepts: [{ event: 'chat' }] } })
  await plugins.open()
  await plugins.loaded()
  assert.equal(called()[0], 'open zz')
})

test('P4: a plugin that took too long to start is tried again, and one whose code is wrong is not', async () => {
  const clock = createVirtualClock()
  const refusals = [
    'x did not start: It did not start within 10000 ms',
    'x did not start: Its runner is gone: It did not answer for 5 s',
    undefined,
    'x is wrong',
  ]
  const stage = await createStage({ clock, watch: false, refuse: () => refusals.shift() })
  await stage.write('slow')
  const state = () => stage.plugins.status().map((plugin) => plugin.state)
  await stage.plugins.open()
  await stage.plugins.loaded()
  const states = [state()]
  for (const ms of [5000, 10_000]) {
    await clock.advance(ms)
    await stage.plugins.loaded()
    states.push(state())
  }
  assert.deepEqual([states, clock.pending()], [[['failed'], ['failed'], ['running']], 0])
  await stage.plugins.restart('slow')
  assert.deepEqual([state(), clock.pending()], [['failed'], 0])
})
