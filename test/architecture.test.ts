import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const STAGES = ['ingest', 'store', 'schedule', 'plugins', 'sandbox', 'serve'] as const

/** The contract file of each stage: the only file of it that another stage may name, and only for types. */
const CONTRACTS: Readonly<Record<string, string>> = {
  ingest: 'core/ingest/source.ts',
  store: 'core/store/store.ts',
  schedule: 'core/schedule/schedule.ts',
  plugins: 'core/plugins/plugin.ts',
  sandbox: 'core/sandbox/sandbox.ts',
  serve: 'core/serve/serve.ts',
}

type Rule = { readonly from: RegExp; readonly runTime: readonly RegExp[]; readonly types: readonly RegExp[]; readonly packages: RegExp }

const ANY = /./
const NONE = /^$/
const SCHEMAS = /^schemas\/types\.ts$/
const SDK = /^core\/sdk\.ts$/
const contracts = Object.values(CONTRACTS).map((path) => new RegExp(`^${path.replaceAll('.', '\\.')}$`))

/** Who may import whom; the first row that fits a file holds. A file that no row covers fails. */
const RULES: readonly Rule[] = [
  { from: /^schemas\//, runTime: [], types: [], packages: NONE },
  { from: /^core\/base\//, runTime: [/^core\/base\//, /^schemas\//], types: [SCHEMAS], packages: ANY },
  { from: /^core\/sdk\.ts$/, runTime: [], types: [SCHEMAS], packages: NONE },
  { from: /^core\/sandbox\/powers\.ts$/, runTime: [], types: [], packages: NONE },
  { from: /^core\/sandbox\/protocol\.ts$/, runTime: [], types: [/^core\/sandbox\/powers\.ts$/, SCHEMAS], packages: NONE },
  // What runs inside the realm, where there is no Node.
  {
    from: /^core\/sandbox\/guest\//,
    runTime: [/^core\/sandbox\/(guest\/|powers\.ts$|protocol\.ts$)/],
    types: [SDK, SCHEMAS],
    packages: /^(ses|msgpackr\/unpack|web-streams-polyfill|urlpattern-polyfill\/urlpattern)$/,
  },
  {
    from: /^core\/sandbox\/worker\//,
    runTime: [/^core\/sandbox\/(worker\/|powers\.ts$|protocol\.ts$|guest\/syscalls\.ts$)/],
    types: [SDK, SCHEMAS],
    packages: /^(node:|msgpackr$)/,
  },
  {
    from: /^core\/sandbox\/runner\//,
    runTime: [/^core\/sandbox\/(runner\/|powers\.ts$|protocol\.ts$)/],
    types: [],
    packages: /^(node:|piscina$|msgpackr$)/,
  },
  // Overlay pages are read by OBS: they stand alone.
  { from: /^plugins\/[^/]+\/overlay\//, runTime: [/^plugins\/[^/]+\/overlay\//], types: [], packages: NONE },
  { from: /^core\/dashboard\/(?!build)/, runTime: [/^core\/dashboard\//], types: [SCHEMAS], packages: ANY },
  // What refuses an address is what plugins read it with.
  {
    from: /^core\/plugins\/formats\.ts$/,
    runTime: [/^core\/kit\/address\.ts$/],
    types: [],
    packages: /^node:net$/,
  },
  ...STAGES.map((stage) => ({
    from: new RegExp(`^core/${stage}/`),
    runTime: [new RegExp(`^core/(${stage}|base)/`), SCHEMAS],
    types: [SDK, SCHEMAS, ...contracts],
    packages: ANY,
  })),
  // What is done with plugins outside of a live: they are packed and installed, and rehearsed.
  { from: /^core\/packages\//, runTime: [/^core\/(packages|plugins|base)\//, SCHEMAS], types: [SDK, SCHEMAS, ...contracts], packages: ANY },
  {
    from: /^core\/rehearsal\//,
    // It judges what a plugin emits as the host does.
    runTime: [/^core\/(rehearsal|plugins|base|sandbox|store)\//, /^core\/(ingest\/emitted|schedule\/rules)\.ts$/, SCHEMAS],
    types: [SDK, SCHEMAS, ...contracts],
    packages: ANY,
  },
  { from: /^core\/dashboard\/build/, runTime: [/^core\/base\//], types: [SCHEMAS], packages: ANY },
  // What people and tools ask of the host: it knows every stage, and nobody below the host knows it.
  {
    from: /^core\/desks\//,
    runTime: [/^core\/(desks|base|ingest|store|schedule|plugins|packages|sandbox|serve)\//, /^core\/logs\.ts$/, SCHEMAS],
    types: [ANY],
    packages: ANY,
  },
  { from: /^core\/(commands\/)?[^/]+\.ts$/, runTime: [/^core\//, /^schemas\//], types: [ANY], packages: ANY },
  // What plugins may take along: it is bundled into them, and knows nothing else of the core.
  { from: /^core\/kit\//, runTime: [/^core\/kit\//], types: [SDK, SCHEMAS], packages: NONE },
  { from: /^plugins\//, runTime: [/^plugins\//, /^core\/kit\//], types: [SDK], packages: ANY },
  { from: /^scripts\//, runTime: [/^core\//, /^schemas\//, /^scripts\//], types: [ANY], packages: ANY },
  { from: /^test\//, runTime: [ANY], types: [ANY], packages: ANY },
]

/** Only this folder may load the connector: it is the one dependency that others must be able to leave out. */
const CONNECTOR = /^tiktok-live-/

type Import = { readonly target: string; readonly typeOnly: boolean }

function files(dir: string): readonly string[] {
  return readdirSync(join(root, dir), { withFileTypes: true }).flatMap((entry) => {
    const path = `${dir}/${entry.name}`
    if (entry.isDirectory()) return entry.name === 'node_modules' || path === 'test/fixtures' ? [] : files(path)
    return /\.(ts|tsx|mts)$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : []
  })
}

function importsOf(text: string): readonly Import[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')
  const statics = [...code.matchAll(/^\s*(?:import|export)\s+(type\s+)?(?:([\w*{}\s,$]*?)\bfrom\s+)?['"]([^'"]+)['"]/gm)].map((match) => ({
    target: match[3] ?? '',
    typeOnly: Boolean(match[1]) || /^\{(\s*type\s+[^,{}]+,?)+\s*\}\s*$/.test(match[2] ?? ''),
  }))
  const dynamics = [...code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)].map((match) => ({ target: match[1] ?? '', typeOnly: false }))
  return [...statics, ...dynamics]
}

function resolved(file: string, target: string): string | undefined {
  if (target === '#sdk') return 'core/sdk.ts'
  const [, kit] = /^#sdk\/(?!test$)([a-z-]+)$/.exec(target) ?? []
  if (kit) return `core/kit/${kit}.ts`
  return target.startsWith('.') ? relative(root, resolve(root, dirname(file), target)) : undefined
}

/** One sentence for each broken rule in this file. */
export function violations(file: string, text: string): readonly string[] {
  const rule = RULES.find(({ from }) => from.test(file))
  if (!rule) return [`${file} is covered by no row of the table`]
  const own = /^plugins\/[^/]+\//.exec(file)?.[0]
  return importsOf(text).flatMap(({ target, typeOnly }) => {
    const path = resolved(file, target)
    if (path === undefined) {
      if (CONNECTOR.test(target) && !/^(core\/ingest\/tiktok|scripts\/fake-tiktok|test)\//.test(file)) return [`${file} loads ${target}`]
      return rule.packages.test(target) ? [] : [`${file} may not use the package ${target}`]
    }
    if (own && path.startsWith('plugins/') && !path.startsWith(own)) return [`${file} reaches into another plugin: ${path}`]
    const allowed = typeOnly ? [...rule.types, ...rule.runTime] : rule.runTime
    return allowed.some((pattern) => pattern.test(path)) ? [] : [`${file} may not import ${path}${typeOnly ? ' (types)' : ''}`]
  })
}

/** Every circle of imports, types included, as the files on it. */
export function cycles(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found: string[] = []
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      found.push([...path.slice(path.indexOf(file)), file].join(' -> '))
      return
    }
    if (done.has(file)) return
    for (const next of graph.get(file) ?? []) visit(next, [...path, file])
    done.add(file)
  }
  for (const file of graph.keys()) visit(file, [])
  return found
}

const all = ['core', 'plugins', 'schemas', 'scripts', 'test'].flatMap(files)
const texts = new Map(all.map((file) => [file, readFileSync(join(root, file), 'utf8')]))

test('every file imports only what the table allows', () => {
  assert.ok(all.length > 40, `only ${all.length} files were found: the walk is broken`)
  assert.deepEqual(
    [...texts].flatMap(([file, text]) => violations(file, text)),
    [],
  )
})

test('no imports run in a circle', () => {
  const graph = new Map(
    [...texts].map(([file, text]) => [file, importsOf(text).flatMap(({ target }) => resolved(file, target) ?? [])] as const),
  )
  assert.ok([...graph.values()].flat().length > 100, 'hardly any imports were found: the reader is broken')
  assert.deepEqual(cycles(graph), [])
})

/** The main file for the host, and for tests the one that dies at a step that they name. */
const READERS = ['core/main.ts', 'core/base/crash-point.ts']

test('only the main file reads the environment', () => {
  const readers = [...texts]
    .filter(([file, text]) => /^core\//.test(file) && /process\.env\b/.test(text) && !READERS.includes(file))
    .map(([file]) => file)
  assert.deepEqual(readers, [])
})

/** The values that a file exports. */
const exportsOf = (text: string) =>
  [...text.matchAll(/^export (?:async )?(?:function\*?|const|let|class) (\w+)/gm)].map(([, name]) => name ?? '')

/** What no other file names, by file; scripts that are no TypeScript may be users, too. */
function unused(texts: ReadonlyMap<string, string>): readonly string[] {
  const words = new Map([...texts].map(([file, text]) => [file, new Set(text.match(/\w+/g))]))
  const isUsed = (name: string, by: string) => [...words].some(([file, known]) => file !== by && known.has(name))
  return [...texts].flatMap(([file, text]) => exportsOf(text).flatMap((name) => (isUsed(name, file) ? [] : [`${file} ${name}`])))
}

test('what a file exports has a user elsewhere, if only a test', () => {
  assert.ok([...texts.values()].flatMap(exportsOf).length > 500, 'hardly any exports were found: the reader is broken')
  assert.deepEqual(unused(texts), [])
  assert.deepEqual(
    unused(
      new Map([
        ['a.ts', 'export const one = 1\nexport function two() {}'],
        ['b.ts', 'one'],
      ]),
    ),
    ['a.ts two'],
  )
})

test('planted faults are found', () => {
  const faults: readonly (readonly [string, string])[] = [
    ['core/schedule/lane.ts', "import { createSqliteStore } from '../store/sqlite/sqlite.ts'"],
    ['core/ingest/x.ts', "import { lane } from '../schedule/schedule.ts'"],
    ['core/sandbox/worker/x.ts', "import { createLog } from '../../base/log.ts'"],
    ['core/sandbox/runner/x.ts', "import type { Store } from '../../store/store.ts'"],
    ['core/sandbox/worker/x.ts', "import pino from 'pino'"],
    ['plugins/a/plugin.ts', "import { b } from '../b/plugin.ts'"],
    ['plugins/a/plugin.ts', "const x = await import('../../core/main.ts')"],
    ['core/serve/x.ts', "import { TikTokLiveConnection } from 'tiktok-live-connector'"],
    ['core/schedule/x.ts', "import { createLink } from '#sdk/link'"],
    ['elsewhere/x.ts', ''],
  ]
  assert.deepEqual(
    faults.filter(([file, text]) => violations(file, text).length === 0),
    [],
  )
  assert.deepEqual(violations('core/ingest/x.ts', "import type { Store } from '../store/store.ts'"), [])
  assert.deepEqual(cycles(new Map(Object.entries({ a: ['b'], b: ['c'], c: ['a'] }))), ['a -> b -> c -> a'])
})
