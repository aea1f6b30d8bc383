import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Files that end in milliseconds: most of what a process of their own would cost is its start. */
const SHORT = /^test\/(access|base|ingest|kit|lanes|money|plugins|properties|rehearsal|sandbox|schedule|serve|store|streams|watch)\//
/** A file that has something happen before or after all tests of its process has one of its own. */
const HOOKS = /^import \{[^}]*\b(before|after)(Each)?\b[^}]*\} from 'node:test'/m
const MAX_FILES = 24

/**
 * What node:test is given, each to be run in a process: files as they are, and in place of up to 24 short ones that stand beside each other one module,
 * written into `folder`, that imports them.
 */
export async function groupTests(root: string, files: readonly string[], folder: string): Promise<readonly string[]> {
  const alone: string[] = []
  const groups: string[][] = []
  for (const file of files.toSorted()) {
    const isShort = SHORT.test(file) && !HOOKS.test(await readFile(join(root, file), 'utf8'))
    const last = groups.at(-1)
    if (!isShort) alone.push(file)
    else if (last && last.length < MAX_FILES && topOf(last[0] ?? '') === topOf(file)) last.push(file)
    else groups.push([file])
  }
  const written = groups.map(async (group, n) => {
    const name = join(folder, `${topOf(group[0] ?? '').replaceAll('/', '-')}-${n}.mjs`)
    // All are loaded before the first test begins, which else would wait for the thread now and then.
    await writeFile(name, group.map((file) => `import ${JSON.stringify(pathToFileURL(join(root, file)).href)}\n`).join(''))
    return name
  })
  return [...(await Promise.all(written)), ...alone]
}

/** `test/plugins` of `test/plugins/obs/line.test.ts`. */
const topOf = (file: string): string => file.split('/', 2).join('/')
