import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { readStatements } from './contract-table.ts'
import { prove } from './prove.ts'

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
} else {
  const isWanted = ({ number }: { readonly number: string }) =>
    positionals.length === 0 || positionals.some((word) => number === word || number.replace(/\d+$/, '') === word)
  const { long = false, json = false } = values
  process.exitCode = await prove((await readStatements(root)).filter(isWanted), { root, things: 'statements', long, json })
}
