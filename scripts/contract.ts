import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { judge, readStatements, summaryOf, tableOf } from './contract-table.ts'
import { runTests } from './run-tests.ts'
import { testFiles } from './test-files.ts'

const USAGE = `npm run contract                  every promise, the tests that prove it, and what they measured
npm run contract -- D L4          only these sections and statements
npm run contract -- --long        with the large sizes: a night's work
npm run contract -- --json        for programs`

const NUMBER = /^[A-Z]\d*$/

const root = fileURLToPath(new URL('..', import.meta.url))
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { long: { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
})
const odd = positionals.find((word) => !NUMBER.test(word))
if (values.help) console.log(USAGE)
else if (odd !== undefined) {
  console.error(`${odd} is no section or statement: say a letter or a number such as D or L4. See --help.`)
  process.exitCode = 64
} else process.exitCode = await prove()

async function prove(): Promise<number> {
  const isWanted = ({ number }: { readonly number: string }) =>
    positionals.length === 0 || positionals.some((word) => number === word || number.replace(/\d+$/, '') === word)
  const wanted = (await readStatements(root)).filter(isWanted)
  const numbers = wanted.map(({ number }) => number).join('|')
  // Anywhere in the list of numbers that a name begins with.
  const pattern = `^(?:[A-Z]\\d+, )*(?:${numbers})(?:, [A-Z]\\d+)*: `
  const files = await provingFiles(new Set(wanted.map(({ number }) => number)))
  const { exitCode, proofs } = await runTests({
    root,
    files,
    pattern,
    quiet: values.json ?? false,
    env: values.long ? { SHOWRUNNER_LONG: '1' } : {},
  })
  const verdicts = judge(
    wanted,
    proofs.map((proof) => ({ ...proof, numbers: proof.numbers.filter((number) => wanted.some((each) => each.number === number)) })),
  )
  console.log(values.json ? JSON.stringify(verdicts, undefined, 2) : tableOf(verdicts, { colours: Boolean(process.stdout.isTTY) }))
  const isKept = verdicts.every(({ verdict }) => verdict === 'holds' || verdict === 'later')
  if (!isKept && values.json) console.error(summaryOf(verdicts))
  return isKept ? exitCode : Math.max(1, exitCode)
}

/** The files with a test whose name begins with such a number. */
async function provingFiles(numbers: ReadonlySet<string>): Promise<readonly string[]> {
  const proving: string[] = []
  for (const file of await testFiles(root)) {
    const names = (await readFile(join(root, file), 'utf8')).matchAll(/['"`]([A-Z]\d+(?:, [A-Z]\d+)*)(?:: |['"`])/g)
    if ([...names].some(([, listed = '']) => listed.split(', ').some((number) => numbers.has(number)))) proving.push(file)
  }
  return proving
}
