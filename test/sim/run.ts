import { parseArgs } from 'node:util'
import { createScheduler } from '../../core/schedule/scheduler.ts'
import { createMarks } from '../../core/store/marks.ts'
import { playStory } from './story.ts'

// npx tsx test/sim/run.ts --seed 7 plays one story again; --from and --count play many.
const { values } = parseArgs({ options: { seed: { type: 'string' }, from: { type: 'string' }, count: { type: 'string' } } })
const from = Number(values.seed ?? values.from ?? 1)
const count = values.seed === undefined ? Number(values.count ?? 20_000) : 1
let failures = 0
for (let seed = from; seed < from + count; seed++) {
  const broken = await playStory(seed, { createScheduler, createMarks })
  if (!broken) continue
  failures++
  process.stdout.write(`seed ${seed}: ${broken}\n`)
}
process.stdout.write(`${count} stories, ${failures} broken promises\n`)
process.exitCode = failures > 0 ? 1 : 0
