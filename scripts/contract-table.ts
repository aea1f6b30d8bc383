import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What the runtime promises; test/contract/statements.json. */
export type Statement = {
  readonly number: string
  readonly section: string
  readonly promise: string
  /** Why it is not tested yet. */
  readonly later?: string
}

/** A test that proves statements, as scripts/contract-reporter.mjs tells it. */
export type Proof = { readonly numbers: readonly string[]; readonly isWhole: boolean; readonly name: string; readonly figure?: string }

export type Verdict = Statement & {
  readonly verdict: 'holds' | 'falls short' | 'later' | 'not tested'
  readonly tests: number
  readonly figures: readonly string[]
}

export async function readStatements(root: string): Promise<readonly Statement[]> {
  return JSON.parse(await readFile(join(root, 'test/contract/statements.json'), 'utf8'))
}

/** Holds when it has tests and all of them passed. A proof of a statement that is not in the table is an error in the test's name. */
export function judge(statements: readonly Statement[], proofs: readonly Proof[]): readonly Verdict[] {
  const known = new Set(statements.map(({ number }) => number))
  for (const { name, numbers } of proofs) {
    const unknown = numbers.find((number) => !known.has(number))
    if (unknown) throw new Error(`The test "${name}" proves ${unknown}, which test/contract/statements.json does not have.`)
  }
  return statements.map((statement) => {
    const mine = proofs.filter(({ numbers }) => numbers.includes(statement.number))
    const figures = mine.flatMap(({ figure }) => figure ?? [])
    return { ...statement, verdict: verdictOf(statement, mine), tests: mine.length, figures }
  })
}

function verdictOf({ later }: Statement, proofs: readonly Proof[]): Verdict['verdict'] {
  if (proofs.length === 0) return later ? 'later' : 'not tested'
  return proofs.every(({ isWhole }) => isWhole) ? 'holds' : 'falls short'
}

/** The table for people: number, promise, verdict, figure. */
export function tableOf(verdicts: readonly Verdict[]): string {
  const width = Math.max(...verdicts.map(({ promise }) => promise.length))
  let section = ''
  const lines: string[] = []
  for (const verdict of verdicts) {
    if (verdict.section !== section) lines.push('', verdict.section)
    section = verdict.section
    const figure = verdict.figures.length > 0 ? verdict.figures.join(' · ') : (verdict.later ?? '')
    lines.push(`  ${verdict.number.padEnd(4)}${verdict.promise.padEnd(width + 2)}${verdict.verdict.padEnd(13)}${figure}`.trimEnd())
  }
  return [...lines, '', summaryOf(verdicts)].join('\n')
}

/** For example "96 of 110 statements hold, 3 fall short (D1 L4 R2), 11 later". */
export function summaryOf(verdicts: readonly Verdict[]): string {
  const of = (wanted: Verdict['verdict']) => verdicts.filter(({ verdict }) => verdict === wanted).map(({ number }) => number)
  const told = [`${of('holds').length} of ${verdicts.length} statements hold`]
  const name = (numbers: readonly string[], what: string) =>
    numbers.length > 0 && told.push(`${numbers.length} ${what} (${numbers.join(' ')})`)
  name(of('falls short'), 'fall short')
  name(of('not tested'), 'not tested')
  name(of('later'), 'later')
  return told.join(', ')
}
