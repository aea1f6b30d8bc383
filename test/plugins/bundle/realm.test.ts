import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { GLOBALS } from '../../../core/plugins/bundle/globals.ts'
import { bundle } from '../../../core/plugins/bundle.ts'
import { createSourceLines } from '../../../core/plugins/source-lines.ts'
import { createObservedSandbox, pluginCode } from '../../support/sandbox.ts'

const root = await mkdtemp(join(tmpdir(), 'realm-'))
const observed = createObservedSandbox()
after(async () => {
  await observed.stop()
  await rm(root, { recursive: true })
})

/** Runs a plugin's chat handler once in its real sandbox: what it published, or how it failed in the author's lines. */
async function run(id: string, files: Record<string, string>) {
  const folder = await mkdtemp(join(root, 'plugins-'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const { code, map } = await bundle({ folder, main: 'plugin.ts' })
  const filename = `plugins/${id}/plugin.ts`
  const lines = createSourceLines({ folder: `plugins/${id}`, filename, map })
  await observed.sandbox.load(pluginCode(id, '', { code, filename }), 'thread')
  const [delivery] = observed.packer.deliveries(1)
  assert.ok(delivery)
  observed.sandbox.deliver(id, [delivery])
  const ended = () => observed.results.find(({ plugin }) => plugin === id)
  await observed.until(() => ended() !== undefined)
  const [published] = observed.told('publish', id)
  await observed.sandbox.unload(id, 100)
  return { published: published && JSON.parse(String(published[1])), error: lines.translate(ended()?.error ?? '') }
}

test('a throw in a handler is told with the author’s line and column, also behind text that SES does not take', async () => {
  const { error } = await run('thrower', {
    'plugin.ts': `type Unused = { readonly a: number }
export default {
  on: {
    chat: () => { if (['import(', '-->', 'eval('].length) throw new RangeError('Too far') },
  },
}`,
  })
  assert.match(error, /^RangeError: Too far\n {4}at \S*chat \(plugins\/thrower\/plugin\.ts:4:65\)$/)
})

test('a throw in an imported file is told with that file’s line and column, then the caller’s', async () => {
  const { error } = await run('importer', {
    'plugin.ts': `import { early, fail } from './fail.ts'
export default { on: { chat: () => [early, '<!--', fail(3)] } }`,
    'fail.ts': `export const early = Math.max(1, 2)
type Unused = string

export async function late() {}
export function fail(n: number) {
  return '<!-- import(x) -->' + [n].map((each) => { throw new Error('Boom ' + each) })
}`,
  })
  const places = [...error.matchAll(/plugins\/\S+:\d+:\d+/g)].map(String)
  assert.match(error, /^Boom 3\n/)
  assert.deepEqual(
    [places[0], places.at(-2), places.at(-1)],
    ['plugins/importer/fail.ts:6:59', 'plugins/importer/fail.ts:6:37', 'plugins/importer/plugin.ts:2:52'],
  )
})

test('what SES does not take keeps its value, and code without it its speed and its names', async () => {
  const { published } = await run('spoken', {
    'plugin.ts': `import { publish } from './publish.ts'
const mathjs = { import(a: number) { return a + 1 }, eval: (a: string) => a }
export default {
  on: {
    chat: (_: unknown, host: any) => publish(host, [
      'import("x")', \`<!-- \${1} -->\`, /(?<!--)a/.test('--a'), String.raw\`import(\\u0041\`, mathjs.import(1), mathjs.eval('e'), (0, eval)('1 + 1'),
    ]),
  },
}`,
    'publish.ts': `export const publish = (host: any, values: unknown) => host.publish('values', values)`,
  })
  assert.deepEqual(published, ['import("x")', '<!-- 1 -->', false, 'import(\\u0041', 2, 'e', 2])
})

test('every global of the realm is one that bundles take into variables', async () => {
  const { published } = await run('names', {
    'plugin.ts': `export default { on: { chat: (_: unknown, host: any) => host.publish('names', Object.getOwnPropertyNames(globalThis)) } }`,
  })
  assert.ok(published.length > 50, `only ${published.length} globals were found`)
  assert.deepEqual(
    published.filter((name: string) => !GLOBALS.has(name) && !CONSTANT.has(name)),
    [],
  )
})

/** SES keeps these in variables itself; a direct call of `eval` must go by that name. */
const CONSTANT = new Set(['undefined', 'NaN', 'Infinity', 'eval'])
