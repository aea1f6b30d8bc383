import { execa } from 'execa'
import { findDeno } from '../../scripts/deno-places.mjs'
import { askDeno } from './ask-deno.ts'
import { EXPECTED, writeExpected } from './expected.ts'

// node --import tsx test/conformance/record.ts: asks real Deno anew, after a case was added or changed.
const deno = findDeno(process.env)
if (deno) {
  const outcomes = await askDeno(deno)
  await writeExpected(outcomes)
  await execa({ preferLocal: true })`biome format --write ${EXPECTED}`
  console.log(`Deno answered ${outcomes.size} cases`)
} else {
  console.error('There is no Deno to ask: "node scripts/setup-deno.mjs" installs it')
  process.exitCode = 69
}
