import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Statement } from './contract-table.ts'
import { prove } from './prove.ts'

const USAGE = `npm run test:threats              every threat, the attacks that are made, and what they measured
npm run test:threats -- C T42     only these sections and threats
npm run test:threats -- --long    with the large sizes
npm run test:threats -- --json    for programs`

const NUMBER = /^([A-J]|T\d\d)$/

const root = fileURLToPath(new URL('..', import.meta.url))
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { long: { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
})
const odd = positionals.find((word) => !NUMBER.test(word))
if (values.help) console.log(USAGE)
else if (odd !== undefined) {
  console.error(`${odd} is no section or threat: say a letter or a number such as C or T42. See --help.`)
  process.exitCode = 64
} else {
  const threats: readonly Statement[] = JSON.parse(await readFile(join(root, 'test/threats/threats.json'), 'utf8'))
  const isWanted = ({ number, section }: Statement) =>
    positionals.length === 0 || positionals.includes(number) || positionals.includes(section.slice(0, 1))
  const { long = false, json = false } = values
  process.exitCode = await prove(threats.filter(isWanted), { root, things: 'threats', long, json })
}
