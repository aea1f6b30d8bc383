import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Files that end in milliseconds: most of what a process of their own would cost is its start. The others start processes, and take up to a minute and a half. */
const SHORT =
  /^test\/(\w+\.test\.ts$|(access|base|ingest|kit|lanes|money|plugins|properties|rehearsal|sandbox|schedule|serve|store|streams|watch)\/)/
const MAX = { short: 24, long: 6, alone: 1 }
/** Has a process of its own: what takes all processors, what measures itself, and what runs node:test. */
const ALONE = /^test\/(sim|scripts|contract\/overload)/
/** Takes longest, so nobody shall wait for it in the end. */
const FIRST = /^test\/sim/
/** What a file has happen before or after its tests is for those alone. */
const HOOKS = /^import \{[^}]*\b(before|after)(Each)?\b[^}]*\} from 'node:test'/m

/**
 * What node:test is given, each to be run in a process: modules, written into `folder` and named in the order they are to be begun in, that import files which
 * stand beside each other. Loading the host takes as long as many a test. A file with hooks is a suite, named after it.
 */
export async function groupTests(root: string, files: readonly string[], folder: string): Promise<readonly string[]> {
  const groups = [...new Set(files.map(kindOf))].flatMap((kind) =>
    split(
      files.filter((file) => kindOf(file) === kind),
      MAX[kind],
    ),
  )
  const written = groups.toSorted(inOrder).map(async (group, n) => {
    const name = join(folder, `${String(n).padStart(3, '0')}-${topOf(group[0] ?? '').replaceAll('/', '-')}.mjs`)
    await writeFile(name, await groupOf(root, group))
    return name
  })
  return Promise.all(written)
}

const kindOf = (file: string): keyof typeof MAX => (ALONE.test(file) ? 'alone' : SHORT.test(file) ? 'short' : 'long')

/** What is short comes last, so that in the end no processor waits for another for long. */
function inOrder([one = '']: readonly string[], [other = '']: readonly string[]): number {
  const rank = (file: string) => (FIRST.test(file) ? 0 : SHORT.test(file) ? 2 : 1)
  return rank(one) - rank(other) || (one < other ? -1 : 1)
}

/** As evenly as can be, those of one folder together. */
function split(files: readonly string[], max: number): readonly (readonly string[])[] {
  const tops = new Map<string, string[]>()
  for (const file of files.toSorted()) tops.set(topOf(file), [...(tops.get(topOf(file)) ?? []), file])
  return [...tops.values()].flatMap((some) => {
    const size = Math.ceil(some.length / Math.ceil(some.length / max))
    return Array.from({ length: Math.ceil(some.length / size) }, (_, n) => some.slice(n * size, (n + 1) * size))
  })
}

async function groupOf(root: string, group: readonly string[]): Promise<string> {
  const imports = group.map(async (file) => {
    const url = JSON.stringify(pathToFileURL(join(root, file)).href)
    const hasHooks = HOOKS.test(await readFile(join(root, file), 'utf8'))
    const name = JSON.stringify(file)
    // What cannot be loaded fails, and the others run.
    return hasHooks
      ? `await new Promise((next) => suite(${name}, () => import(${url}).finally(next)))`
      : `await import(${url}).catch((error) => void test(${name}, () => { throw error }))`
  })
  return [
    "import { before, suite, test } from 'node:test'",
    // All are loaded before the first test begins, which else would wait for the thread now and then.
    'let begin',
    'const loaded = new Promise((resolve) => { begin = resolve })',
    'before(() => loaded)',
    ...(await Promise.all(imports)),
    'begin()\n',
  ].join('\n')
}

/** `test/plugins` of `test/plugins/obs/line.test.ts`, and `test` of `test/docs.test.ts`. */
const topOf = (file: string): string => file.split('/', file.split('/').length > 2 ? 2 : 1).join('/')
