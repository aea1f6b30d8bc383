import { readFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import type { Proof } from './contract-table.ts'
import { type Failure, type Run, runTests } from './run-tests.ts'

/** More than so many files fail for a reason of their own. */
const MAX_FILES = 3

/** What says that something was lost, repeated, shown to the wrong one or broken into is believed the first time: statements of the contract, and threats. */
const BELIEVED = /^(?:[A-Z]\d+(?:-\d+)?, )*(?:[DLOIRFXG]\d|T\d\d)/

type Outcome = Awaited<ReturnType<typeof runTests>>

/**
 * Runs the files in which a whole run failed once more, alone: what only fails beside others, on a machine with two processors, is told as unsteady, so that
 * somebody mends it, and does not end the run. What fails again has failed, and so has everything when more than three files did, or one that is believed.
 */
export async function lookAgain(first: Outcome, run: Run): Promise<Outcome> {
  const again = await filesOf(first.failures, run)
  if (!again) return first
  console.log(`Once more, alone, since the machine may have been too busy: ${again.join(' ')}`)
  const second = await runTests({ ...run, files: again, apart: true })
  if (second.exitCode !== 0) return first
  for (const { name } of first.failures) console.log(`UNSTEADY ${name}: failed beside the others, passed alone`)
  const proofs = new Map(second.proofs.map((proof) => [proof.name, proof]))
  return { ...first, exitCode: 0, failures: [], proofs: first.proofs.map((proof: Proof) => proofs.get(proof.name) ?? proof) }
}

/** The test files that failures stand in; undefined when that is not known of each, when they are too many, or when one is believed. */
async function filesOf(failures: readonly Failure[], { root, files }: Run) {
  if (failures.some(({ name }) => BELIEVED.test(name))) return undefined
  const found = await Promise.all(failures.map(({ file }) => standIn(relative(root, file), { root, files })))
  const all = new Set(found.flat())
  return found.some(({ length }) => length === 0) || all.size === 0 || all.size > MAX_FILES ? undefined : [...all]
}

/** A failure stands in a test file, or where the tests of some are written. */
async function standIn(file: string, { root, files }: Run): Promise<readonly string[]> {
  if (files.includes(file)) return [file]
  const texts = await Promise.all(files.map((each) => readFile(join(root, each), 'utf8')))
  return files.filter((_, n) => texts[n]?.includes(`/${basename(file)}'`))
}
