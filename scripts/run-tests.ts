import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import type { Proof } from './contract-table.ts'

/** What files need beside the packages of this project, and the script that installs it. */
const NEEDS = [
  [/^test\/browser\//, 'setup-browser.mjs'],
  [/^test\/(conformance|contract|faults|sandbox)\//, 'setup-deno.mjs'],
  [/^test\/packages\//, 'setup-packages.mjs'],
  [/^test\/contract\/time/, 'setup-faketime.mjs'],
  [/^test\/(faults\/store-power|contract\/storage-faults)/, 'setup-strace.mjs'],
] as const

type Run = {
  readonly root: string
  /** Paths from the root. */
  readonly files: readonly string[]
  /** Only tests whose name fits; a regular expression. */
  readonly pattern?: string
  /** Nothing on the standard output. */
  readonly quiet?: boolean
  readonly env?: Readonly<Record<string, string>>
}

/** Installs what the files need, and runs them with node:test. Answers its exit code, what was skipped, and what was proven. */
export async function runTests({ root, files, pattern, quiet = false, env = {} }: Run) {
  for (const [needing, script] of NEEDS) {
    if (!files.some((file) => needing.test(file))) continue
    const { exitCode } = await execa({
      cwd: root,
      stdio: ['inherit', quiet ? 'ignore' : 'inherit', 'inherit'],
      reject: false,
    })`node scripts/${script}`
    if (exitCode !== 0) return { exitCode: 69, skips: [], proofs: [] }
  }
  const folder = await mkdtemp(join(tmpdir(), 'showrunner-test-'))
  const reporters = {
    spec: 'stdout',
    './scripts/skips.mjs': join(folder, 'skips'),
    './scripts/contract-reporter.mjs': join(folder, 'proofs'),
  }
  const options = Object.entries(reporters).flatMap(([name, to]) => [`--test-reporter=${name}`, `--test-reporter-destination=${to}`])
  if (pattern) options.push(`--test-name-pattern=${pattern}`)
  const run = await execa(process.execPath, ['--import', 'tsx', '--test', ...options, ...files], {
    cwd: root,
    stdio: ['inherit', quiet ? 'ignore' : 'inherit', 'inherit'],
    reject: false,
    env,
  })
  const skips = (await readLines(join(folder, 'skips'))).map(String)
  // Written by scripts/contract-reporter.mjs, with this very shape.
  const proofs = (await readLines(join(folder, 'proofs'))) as readonly Proof[]
  await rm(folder, { recursive: true })
  return { exitCode: run.exitCode ?? 1, skips, proofs }
}

async function readLines(file: string): Promise<readonly unknown[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}
