import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { judge, type Statement, summaryOf, tableOf } from './contract-table.ts'
import { runTests } from './run-tests.ts'
import { testFiles } from './test-files.ts'

/** A number of a table: D1 of the contract, T01 of the threats, S2-010 of the checklist. */
const ID = '[A-Z]\\d+(?:-\\d+)?'
const LISTED = new RegExp(`['"\`](${ID}(?:, ${ID})*)(?:: |['"\`])`, 'g')

/** Runs the tests whose names begin with these numbers, prints what holds, and answers the exit code. `things` is what the table has: "statements". */
export async function prove(
  wanted: readonly Statement[],
  { root, things, long = false, json = false }: { root: string; things: string; long?: boolean; json?: boolean },
): Promise<number> {
  const numbers = new Set(wanted.map(({ number }) => number))
  // Anywhere in the list of numbers that a name begins with.
  const pattern = `^(?:${ID}, )*(?:${[...numbers].join('|')})(?:, ${ID})*: `
  const { exitCode, proofs } = await runTests({
    ...{ root, pattern, quiet: json, env: long ? { SHOWRUNNER_LONG: '1' } : {} },
    files: await provingFiles(root, numbers),
  })
  const verdicts = judge(
    wanted,
    proofs.map((proof) => ({ ...proof, numbers: proof.numbers.filter((number) => numbers.has(number)) })),
  )
  const colours = Boolean(process.stdout.isTTY)
  console.log(json ? JSON.stringify(verdicts, undefined, 2) : tableOf(verdicts, { colours, things }))
  const isKept = verdicts.every(({ verdict }) => verdict === 'holds' || verdict === 'later')
  if (!isKept && json) console.error(summaryOf(verdicts, things))
  return isKept ? exitCode : Math.max(1, exitCode)
}

/** The files with a test whose name begins with such a number. */
async function provingFiles(root: string, numbers: ReadonlySet<string>): Promise<readonly string[]> {
  const proving: string[] = []
  for (const file of await testFiles(root)) {
    const names = (await readFile(join(root, file), 'utf8')).matchAll(LISTED)
    if ([...names].some(([, listed = '']) => listed.split(', ').some((number) => numbers.has(number)))) proving.push(file)
  }
  return proving
}
