import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { judge, ofContract, readStatements, summaryOf } from './contract-table.ts'
import { installNeeds, runTests } from './run-tests.ts'
import { lookAgain } from './second-look.ts'
import { testFiles } from './test-files.ts'

const USAGE = `npm test                    everything
npm test -- --short         without browsers, games, attacks, kills, floods, the simulation, commands, packages, templates and the comparison with Deno
npm test -- store flow/x    files whose path contains one of the words
npm test -- --setup         nothing, but what they need beside the packages is installed`

/** What a test may skip for, because this project cannot install it. Anything else that is skipped is a failure. */
const MAY_BE_ABSENT = [
  'recordings',
  'no disk of its own can be mounted here',
  'Java may be absent',
  'Asterisk is not installed',
  'RabbitMQ and Redis are not installed',
  'The container engine is not installed',
]

/** Tests that need what is not among the packages, kill processes or take long. */
const LONG =
  /^test\/(access|api|asterisk|brokers|browser|chromium-103|commands|container|faults|obs|official-clients|peers|conformance|contract|packages|packaging|sim|templates|threats|world)\//

const root = fileURLToPath(new URL('..', import.meta.url))
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean' }, setup: { type: 'boolean' }, help: { type: 'boolean' } },
})
if (values.help) console.log(USAGE)
else process.exitCode = await runAll()

async function runAll(): Promise<number> {
  const all = await testFiles(root)
  const isWhole = !values.short && positionals.length === 0
  const files = all.filter(
    (file) => !(values.short && LONG.test(file)) && (positionals.length === 0 || positionals.some((word) => file.includes(word))),
  )
  if (files.length === 0) {
    console.error(`No test file fits ${positionals.join(' ')}. There are ${all.length}, for example ${all[0]}.`)
    return 64
  }
  if (values.setup) return (await installNeeds({ root, files })) ? 0 : 69
  const first = await runTests({ root, files })
  const { exitCode, skips, proofs } = first.exitCode !== 0 && (isWhole || process.env.CI) ? await lookAgain(first, { root, files }) : first
  const verdicts = judge(await readStatements(root), ofContract(proofs))
  if (isWhole) console.log(`The contract: ${summaryOf(verdicts)}`)
  const isKept = !isWhole || verdicts.every(({ verdict }) => verdict !== 'not tested')
  return Math.max(exitCode, report(skips), isKept ? 0 : 1)
}

function report(skips: readonly string[]): number {
  for (const skip of skips) console.log(`SKIPPED ${skip}`)
  const unexplained = skips.filter((skip) => !MAY_BE_ABSENT.some((word) => skip.includes(word)))
  if (unexplained.length > 0)
    console.error(`${unexplained.length} skipped tests have no good reason; what a test needs is installed by the scripts.`)
  return unexplained.length > 0 ? 1 : 0
}
