import { parseArgs } from 'node:util'
import { ACTORS } from './actors.ts'
import { playMany } from './play-many.ts'
import { playStory } from './story.ts'

const USAGE = `npx tsx test/sim/run.ts --seed 7           one story again
npx tsx test/sim/run.ts --count 1000000    many, on all processors; --from says the first seed`

const options = { seed: { type: 'string' }, from: { type: 'string' }, count: { type: 'string' }, help: { type: 'boolean' } } as const
const { values } = parseArgs({ options })
if (values.help) process.stdout.write(`${USAGE}\n`)
else if (values.seed === undefined) await runMany(Number(values.from ?? 1), Number(values.count ?? 20_000))
else report(1, [{ seed: Number(values.seed), promise: await playStory(Number(values.seed), ACTORS).catch(String) }])

async function runMany(from: number, count: number) {
  const startedAt = performance.now()
  const speed = (played: number) => `${Math.round((played / (performance.now() - startedAt)) * 1000)} a second`
  const onProgress = (played: number) => {
    if (process.stdout.isTTY) process.stdout.write(`\r${played} of ${count}, ${speed(played)} `)
  }
  const broken = await playMany({ from, count, onProgress })
  process.stdout.write(`${process.stdout.isTTY ? '\n' : ''}${speed(count)}\n`)
  report(count, broken)
}

function report(count: number, stories: readonly { readonly seed: number; readonly promise: string | undefined }[]) {
  const broken = stories.filter(({ promise }) => promise)
  for (const { seed, promise } of broken) process.stdout.write(`seed ${seed}: ${promise}\n`)
  process.stdout.write(`${count} stories, ${broken.length} broken promises\n`)
  process.exitCode = broken.length > 0 ? 1 : 0
}
