import { parseArgs } from 'node:util'
import { runKills } from './kill.ts'
import { runSandbox } from './sandbox.ts'
import { runSpine } from './spine.ts'
import { runStart } from './start.ts'

const USAGE = `npm run bench -- spine [--events N] [--rounds N]   events a second through everything, beside the limit; a gift's way in a flood
npm run bench -- kill  [--cycles N]                the core killed at random moments: accepted events that are missing afterwards
npm run bench -- sandbox [--rounds N]              a plugin's start, memory, events, calls and speed, in a plain thread and in each isolation
npm run bench -- start                             from \`npm start\` to the first event on the page
                       --json                      the figures as JSON`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    events: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    cycles: { type: 'string', default: '300' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const BENCHES: Readonly<Record<string, () => Promise<unknown>>> = {
  spine: () => runSpine({ events: Number(values.events), rounds: Number(values.rounds), say }),
  kill: () => runKills({ cycles: Number(values.cycles), say }),
  sandbox: () => runSandbox({ rounds: Number(values.rounds), say }),
  start: () => runStart({ say }),
}

const bench = BENCHES[positionals[0] ?? '']
if (values.help || !bench) {
  console.log(USAGE)
  process.exitCode = values.help ? 0 : 64
} else {
  const figures = await bench()
  if (values.json) console.log(JSON.stringify(figures))
  // Threads of the limit and sockets may still be about; the figures are all there is to wait for.
  process.exit(process.exitCode ?? 0)
}

function say(line: string): void {
  if (!values.json) console.log(line)
}
