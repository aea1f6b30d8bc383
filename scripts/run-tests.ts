import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import type { Proof } from './contract-table.ts'
import { CORE_FLAGS } from './core-flags.mjs'
import { groupTests } from './test-groups.ts'

type Need = readonly [needing: RegExp, script: string, ...args: readonly string[]]

/** What files need beside the packages of this project, and the script that installs it. */
const NEEDS: { readonly [by in 'apt' | 'npm']: readonly Need[] } = {
  apt: [
    [/^test\/(browser\/|chromium-103\/|api\/docs-page|threats\/e-)/, 'setup-browser.mjs'],
    [/^test\/(world\/dino-chrome|plugins\/dino-chrome\/picture)/, 'setup-browser.mjs', '--window'],
    [/^test\/(obs\/|browser\/add-to-obs)/, 'setup-obs.mjs'],
    [/^test\/(plugins\/tts\/stage|obs\/speech)/, 'setup-espeak.mjs'],
    [/^test\/world\/generic-game/, 'setup-languages.mjs'],
    [/^test\/world\/luanti/, 'setup-luanti.mjs'],
    [/^test\/(plugins|world)\/(gmod|roblox)/, 'setup-luajit.mjs'],
    [/^test\/contract\/time/, 'setup-faketime.mjs'],
    [/^test\/(faults\/(store|file)-power|contract\/storage-faults)/, 'setup-strace.mjs'],
  ],
  npm: [
    [/^test\/(conformance|contract|faults|sandbox)\//, 'setup-deno.mjs'],
    [/^test\/chromium-103\//, 'setup-chromium-103.mjs'],
    [/^test\/packages\//, 'setup-packages.mjs', 'packages'],
    [/^test\/official-clients\//, 'setup-packages.mjs', 'official-clients'],
  ],
}

/** The longest of the groups takes five minutes on a small machine. */
const FILE_LIMIT_MS = Number(process.env.SHOWRUNNER_LONG) ? 4 * 3_600_000 : 900_000

/** A test that failed, and the file that it is written in. */
export type Failure = { readonly name: string; readonly file: string }

export type Run = {
  readonly root: string
  /** Paths from the root. */
  readonly files: readonly string[]
  /** Only tests whose name fits; a regular expression. What is left out is not told. */
  readonly pattern?: string
  /** Each file has a process of its own; without, some that stand beside each other share one. */
  readonly apart?: boolean
  /** Nothing on the standard output. */
  readonly quiet?: boolean
  readonly env?: Readonly<Record<string, string>>
}

/** Installs what the files need, and runs them with node:test. Answers its exit code, what was skipped, what was proven, and what failed. */
export async function runTests({ root, files, pattern, apart = pattern !== undefined, quiet = false, env = {} }: Run) {
  if (!(await installNeeds({ root, files, quiet }))) return { exitCode: 69, skips: [], proofs: [], failures: [] }
  const folder = await mkdtemp(join(tmpdir(), 'showrunner-test-'))
  const reporters = {
    [pattern ? './scripts/proof-reporter.mjs' : 'spec']: 'stdout',
    './scripts/record-reporter.mjs': join(folder, 'record'),
  }
  const options = Object.entries(reporters).flatMap(([name, to]) => [`--test-reporter=${name}`, `--test-reporter-destination=${to}`])
  // Most tests wait for processes that they start; Node itself would leave one of two processors idle, and two at a time a fifth of both.
  options.push(`--test-concurrency=${Math.max(3, availableParallelism() - 1)}`)
  // What hangs fails, and the rest is still run.
  options.push(`--test-timeout=${FILE_LIMIT_MS}`)
  if (pattern) options.push(`--test-name-pattern=${pattern}`)
  const run = await execa(
    process.execPath,
    [...CORE_FLAGS, '--import', 'tsx', '--test', ...options, ...(apart ? files : await groupTests(root, files, folder))],
    {
      cwd: root,
      stdio: ['inherit', quiet ? 'ignore' : 'inherit', 'inherit'],
      reject: false,
      env,
    },
  )
  const told = await readRecord(join(folder, 'record'))
  await rm(folder, { recursive: true })
  return {
    exitCode: run.exitCode ?? 1,
    skips: told.flatMap((each) => ('skip' in each ? each.skip : [])),
    proofs: told.flatMap((each) => ('numbers' in each ? each : [])),
    failures: told.flatMap((each) => ('failed' in each ? each.failed : [])),
  }
}

/** What the files need beside the packages; false when something of it cannot be had. */
export async function installNeeds(run: Run): Promise<boolean> {
  // What one of the two fetches does not wait for the other.
  const areThere = await Promise.all([NEEDS.apt, NEEDS.npm].map((needs) => installAll(needs, run)))
  return !areThere.includes(false)
}

/** One after the other, up to the first that cannot be installed. */
async function installAll(needs: readonly Need[], { root, files, quiet = false }: Run): Promise<boolean> {
  for (const [, script, ...args] of needs.filter(([needing]) => files.some((file) => needing.test(file)))) {
    const stdio = ['inherit', quiet ? 'ignore' : 'inherit', 'inherit'] as const
    const { exitCode } = await execa({ cwd: root, stdio, reject: false })`node scripts/${script} ${args}`
    if (exitCode !== 0) return false
  }
  return true
}

/** As scripts/record-reporter.mjs writes it. */
async function readRecord(file: string): Promise<readonly (Proof | { readonly skip: string } | { readonly failed: Failure })[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}
