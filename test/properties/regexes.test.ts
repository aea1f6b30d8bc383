import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parse } from 'acorn'
import { full } from 'acorn-walk'
import { transformSync } from 'esbuild'

const core = fileURLToPath(new URL('../../core/', import.meta.url))
const FOLDERS = ['ingest', 'serve', 'plugins']
/** Long enough that what is not linear takes several times as long for twice as much. */
const LENGTH = process.env.SHOWRUNNER_LONG ? 51_200 : 8192
/** What is linear stays far below, whatever else the machine does. */
const QUICK_MS = process.env.SHOWRUNNER_LONG ? 40 : 8
const LINEAR_RATIO = 3
const UNITS = ['a', 'A', '0', ' ', '\t', '\n', '-', '_', '.', '/', ':', '%', '"', '=', ',', '&', '<', '(', '@', '+', '~']
const MORE = [
  'a-',
  'a.',
  '0.',
  ' a',
  'a ',
  '. ',
  'e\u0301',
  '\u0301',
  '\u0301\u200d',
  '\u202e',
  '👩‍',
  '\ud800',
  '%41',
  '../',
  '--',
  'x=1&',
  '</',
]
const TAILS = ['', '\0', '!', 'é']

type Found = { readonly file: string; readonly regex: RegExp }

function regexesOf(file: string): readonly Found[] {
  const { code } = transformSync(readFileSync(core + file, 'utf8'), { loader: 'ts', target: 'es2022' })
  const found: Found[] = []
  full(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }), (node) => {
    if (node.type !== 'Literal' || !('regex' in node)) return
    // What acorn calls a literal with a regex has its source and flags.
    const { pattern, flags } = node.regex as { pattern: string; flags: string }
    found.push({ file, regex: new RegExp(pattern, flags) })
  })
  return found
}

const files = FOLDERS.flatMap((folder) =>
  readdirSync(core + folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`),
)

/** The best of a few, unless it is quick at once: what else the machine does only adds. */
function timeOf(regex: RegExp, text: string): number {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 4 && best > QUICK_MS / 4; round++) {
    const startedAt = performance.now()
    text.replace(regex, '')
    best = Math.min(best, performance.now() - startedAt)
  }
  return best
}

/** What makes the regex take more than in proportion; undefined when nothing does. */
function provokes(regex: RegExp): string | undefined {
  for (const unit of [...UNITS, ...MORE]) {
    for (const tail of TAILS) {
      const textOf = (length: number) => unit.repeat(length / unit.length) + tail
      const doubled = timeOf(regex, textOf(2 * LENGTH))
      if (doubled > QUICK_MS && doubled > LINEAR_RATIO * timeOf(regex, textOf(LENGTH))) return JSON.stringify(unit + tail)
    }
  }
  return undefined
}

test('H5: no regular expression on the way of an event or a request takes more than in proportion to its input', (context) => {
  const all = files.flatMap(regexesOf)
  assert.ok(all.length > 40, `only ${all.length} were found: the walk is broken`)
  assert.deepEqual(
    all.flatMap(({ file, regex }) => provokes(regex)?.replace(/^/, `${file}: ${regex} with `) ?? []),
    [],
  )
  context.diagnostic(`figure: ${all.length} regular expressions, ${(UNITS.length + MORE.length) * TAILS.length} kinds of text each`)
})

test('H5: the check finds one that backtracks', () => {
  assert.notEqual(provokes(/\s+$/), undefined)
})
