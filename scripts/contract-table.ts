import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createColors } from 'picocolors'

/** What the runtime promises; test/contract/statements.json. */
export type Statement = {
  readonly number: string
  readonly section: string
  readonly promise: string
  /** Why it is not tested yet. */
  readonly later?: string
}

/** A test that proves statements, as scripts/record-reporter.mjs tells it. */
export type Proof = { readonly numbers: readonly string[]; readonly isWhole: boolean; readonly name: string; readonly figure?: string }

export type Verdict = Statement & {
  readonly verdict: 'holds' | 'falls short' | 'later' | 'not tested'
  readonly tests: number
  readonly figures: readonly string[]
}

export async function readStatements(root: string): Promise<readonly Statement[]> {
  return JSON.parse(await readFile(join(root, 'test/contract/statements.json'), 'utf8'))
}

/** Without the numbers of other tables that names begin with: T01 of the threats, S2-010 of the checklist. */
export function ofContract(proofs: readonly Proof[]): readonly Proof[] {
  return proofs.map((proof) => ({ ...proof, numbers: proof.numbers.filter((number) => !/^T\d\d$|-/.test(number)) }))
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

const COLOURS = { holds: 'green', 'falls short': 'red', 'not tested': 'red', later: 'dim' } as const satisfies Record<
  Verdict['verdict'],
  string
>

/** The table for people: number, verdict, promise, and below it what the tests measured, or why it has to wait. */
export function tableOf(
  verdicts: readonly Verdict[],
  { colours, things = 'statements' }: { readonly colours: boolean; readonly things?: string },
): string {
  const paint = createColors(colours)
  const lines: string[] = []
  let section = ''
  for (const { number, promise, figures, later, verdict, ...rest } of verdicts) {
    if (rest.section !== section) lines.push('', paint.bold(rest.section))
    section = rest.section
    lines.push(`  ${number.padEnd(4)}${paint[COLOURS[verdict]](verdict.padEnd(13))}${promise}`)
    const told = figures.length > 0 ? figures : verdict === 'later' && later ? [later] : []
    for (const line of told) lines.push(paint.dim(`${' '.repeat(19)}${line}`))
  }
  return [...lines, '', summaryOf(verdicts, things)].join('\n')
}

/** For example "96 of 110 statements hold, 3 fall short (D1 L4 R2), 11 later". */
export function summaryOf(verdicts: readonly Verdict[], things = 'statements'): string {
  const of = (wanted: Verdict['verdict']) => verdicts.filter(({ verdict }) => verdict === wanted).map(({ number }) => number)
  const told = [`${of('holds').length} of ${verdicts.length} ${things} hold`]
  const name = (numbers: readonly string[], what: string) =>
    numbers.length > 0 && told.push(`${numbers.length} ${what} (${numbers.join(' ')})`)
  name(of('falls short'), 'fall short')
  name(of('not tested'), 'not tested')
  name(of('later'), 'later')
  return told.join(', ')
}
