import { createEnding } from '../support/ending.ts'
import { openCallHost } from './lab/host-with-plugin.ts'
import { startLab } from './lab/real-asterisk.ts'

// Prints calls per minute with 1, 3 and 5 workers, and how long it takes from asking for a call to its INVITE at the telephone:
// npm run bench -- calls

const CALLS = 15
const SECONDS = 1

const ending = createEnding()
const lab = await startLab(ending)
const host = await openCallHost(ending, lab)
let made = 0
console.log(`Calls that say ${SECONDS} s, answered at once, by ARI`)
for (const workers of [1, 3, 5]) {
  await host.ask('POST', '/api/actions/asterisk.scale', { workers })
  const startedAt = performance.now()
  for (let n = 0; n < CALLS; n += 1) await host.call({ phone_number: String(3_000_000_000 + made + n), text: `tone ${SECONDS * 1000}` })
  made += CALLS
  await host.until(({ jobs }) => Object(jobs).completed === made)
  const minutes = (performance.now() - startedAt) / 60_000
  console.log(`${workers} workers: ${(CALLS / minutes).toFixed(0)} calls a minute`)
}

const took: number[] = []
for (let n = 0; n < 20; n += 1) {
  const number = String(4_000_000_000 + n)
  const askedAt = performance.now()
  const { id } = await host.call({ phone_number: number, text: 'tone 100' })
  await lab.phone.until(() => lab.phone.rung.some((rung) => rung.number === number))
  took.push(performance.now() - askedAt)
  await host.ended(id)
}
took.sort((one, other) => one - other)
console.log(
  `From POST /tts/call to the INVITE: ${took[10]?.toFixed(0)} ms in the middle, ${took.at(-1)?.toFixed(0)} ms at most, of ${took.length}`,
)
await ending.end()
process.exit()
