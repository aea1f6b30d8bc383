import { JOBS, type Jobs } from './jobs.ts'

// One measurement, as the line of JSON asks for it; the figures are the last line.
const { kind, options } = JSON.parse(process.argv[2] ?? '{}') as { kind: keyof Jobs; options: never }
const figures = await JOBS[kind](options)
process.stdout.write(`\n${JSON.stringify(figures)}\n`, () => process.exit(0))
