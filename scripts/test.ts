import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { execa } from 'execa'
import { testFiles } from './test-files.ts'

const USAGE = `npm test                    everything
npm test -- --short         without browsers, kills, floods, packages, templates and the comparison with Deno
npm test -- store flow/x    files whose path contains one of the words`

/** What a test may skip for, because this project cannot install it. Anything else that is skipped is a failure. */
const MAY_BE_ABSENT = ['recordings']

/** Tests that need what is not among the packages, kill processes or take long. */
const LONG = /^test\/(browser|faults|peers|conformance|packages|packaging|templates)\//

/** What files need beside the packages of this project, and the script that installs it. */
const NEEDS = [
  [/^test\/browser\//, 'setup-browser.mjs'],
  [/^test\/(conformance|faults|sandbox)\//, 'setup-deno.mjs'],
  [/^test\/packages\//, 'setup-packages.mjs'],
] as const

const root = fileURLToPath(new URL('..', import.meta.url))
const { values, positionals } = parseArgs({ allowPositionals: true, options: { short: { type: 'boolean' }, help: { type: 'boolean' } } })
if (values.help) console.log(USAGE)
else process.exitCode = await runTests()

async function runTests(): Promise<number> {
  const all = await testFiles(root)
  const files = all.filter(
    (file) => !(values.short && LONG.test(file)) && (positionals.length === 0 || positionals.some((word) => file.includes(word))),
  )
  if (files.length === 0) {
    console.error(`No test file fits ${positionals.join(' ')}. There are ${all.length}, for example ${all[0]}.`)
    return 64
  }
  for (const [needing, script] of NEEDS) {
    if (!files.some((file) => needing.test(file))) continue
    const { exitCode } = await execa({ cwd: root, stdio: 'inherit', reject: false })`node scripts/${script}`
    if (exitCode !== 0) return 69
  }
  const folder = await mkdtemp(join(tmpdir(), 'showrunner-test-'))
  const skipped = join(folder, 'skipped')
  const reporters = [
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=./scripts/skips.mjs',
    `--test-reporter-destination=${skipped}`,
  ]
  const run = await execa(process.execPath, ['--import', 'tsx', '--test', ...reporters, ...files], {
    cwd: root,
    stdio: 'inherit',
    reject: false,
  })
  const skips = (await readFile(skipped, 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => String(JSON.parse(line)))
  await rm(folder, { recursive: true })
  return Math.max(run.exitCode ?? 1, report(skips))
}

function report(skips: readonly string[]): number {
  for (const skip of skips) console.log(`SKIPPED ${skip}`)
  const unexplained = skips.filter((skip) => !MAY_BE_ABSENT.some((word) => skip.includes(word)))
  if (unexplained.length > 0)
    console.error(`${unexplained.length} skipped tests have no good reason; what a test needs is installed by the scripts.`)
  return unexplained.length > 0 ? 1 : 0
}
