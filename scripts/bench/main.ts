import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { measureApart } from './apart.ts'
import { createCleanup } from './cleanup.ts'
import { runGames } from './games.ts'
import { runKills } from './kill.ts'
import { PARTS, type PartName } from './parts/parts.ts'
import { runProgram } from './programs.ts'
import { runParts, tablesOf } from './run-parts.ts'
import { runSandbox } from './sandbox.ts'
import { LONG, NORMAL, SHORT } from './sizes.ts'
import { runSpeech } from './speech.ts'
import { runStage } from './stage.ts'
import { runStart } from './start.ts'
import { runWebhooks } from './webhooks.ts'

const line = (name: string, about: string) => `  ${name.padEnd(10)} ${about}`
const USAGE = `npm run bench -- [part …]     without a part: the five that measure speed, in turns, round by round (about 20 minutes)

Parts
${Object.entries(PARTS)
  .map(([name, { about }]) => line(name, about))
  .join('\n')}

Run alone
${line('calls', 'telephone calls a minute with 1, 3 and 5 workers, by a real Asterisk, which is installed when it is missing')}
${line('games', 'from a gift to a game that hears of it, by WebSocket, TCP and HTTP')}
${line('kill', 'the core killed at random moments: accepted events that are missing afterwards')}
${line('sandbox', "a plugin's start, memory, events, calls and speed, in a plain thread and in each isolation")}
${line('speech', 'from a gift to the first sample that is heard: cached, composed, and made by the offline voice')}
${line('stage', 'what pages in OBS cost: from a gift to the first frame of its alert, frames of animations, idle pages, memory')}
${line('start', 'from `npm start` to the first event on the page')}
${line('webhooks', 'from a gift to nine endpoints beside a tenth that never answers, and how many requests a second')}
${line('world', 'from a gift on the loopback TikTok to each game and service that a plugin drives')}

Options
  --rounds N   how often each part is measured (3)
  --short      tiny sizes and one round: shows that everything runs, measures nothing
  --long       a log of ten million events too
  --cycles N   of kill (300)
  --out FILE   writes the figures to a file after each round; scripts/bench/picture.ts draws the README's picture from it
  --json       the figures as JSON`

const PARAMETERS = {
  rounds: { type: 'string' },
  cycles: { type: 'string', default: '300' },
  short: { type: 'boolean', default: false },
  long: { type: 'boolean', default: false },
  out: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

const ALONE: Readonly<Record<string, () => Promise<unknown>>> = {
  calls: async () => (await runProgram('scripts/setup-asterisk.mjs')) && runProgram('test/asterisk/figures.ts'),
  games: () => runGames({ say }),
  kill: () => runKills({ cycles: numberOf(values.cycles, '--cycles'), say }),
  sandbox: () => runSandbox({ rounds, say }),
  speech: () => runSpeech({ say }),
  stage: () => runStage({ say }),
  start: () => runStart({ say }),
  webhooks: () => runWebhooks({ say }),
  world: () => runProgram('test/world/figures.ts', values.short ? ['--gifts', '2', '--warm-up', '0'] : []),
}

const { values, positionals } = parse()
const rounds = values.rounds === undefined ? (values.short ? 1 : 3) : numberOf(values.rounds, '--rounds')
const [first = ''] = positionals
const wrong = positionals.find((name) => !(name in PARTS) && !(name in ALONE))

if (values.help) console.log(USAGE)
else if (wrong !== undefined) refuse(`There is no part ${wrong}: npm run bench -- --help lists them`)
else if (ALONE[first] && positionals.length > 1) refuse(`${first} runs alone: leave the other parts out`)
else {
  const figures = await (ALONE[first] ?? measureParts)()
  if (values.json) console.log(JSON.stringify(figures))
  // Threads of the limit and sockets may still be about; the figures are all there is to wait for.
  process.exit(process.exitCode ?? 0)
}

async function measureParts() {
  const run = await runParts({
    // Whatever is not one was refused above.
    parts: (positionals.length > 0 ? positionals : Object.keys(PARTS)) as readonly PartName[],
    rounds,
    sizes: values.short ? SHORT : values.long ? LONG : NORMAL,
    cleanup: createCleanup(),
    measure: measureApart,
    progress,
    onRound: (run) => values.out !== undefined && writeFileSync(values.out, `${JSON.stringify(run)}\n`),
  })
  progress('')
  for (const text of tablesOf(run)) say(text)
  if (run.problems.length > 0) process.exitCode = 1
  return run
}

function parse() {
  try {
    return parseArgs({ allowPositionals: true, options: PARAMETERS })
  } catch (error) {
    refuse(`${error instanceof Error ? error.message.split('. ')[0] : error}`)
    process.exit()
  }
}

function numberOf(text: string, option: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  refuse(`${option} takes a whole number from 1 on, not ${text}`)
  process.exit()
}

function refuse(sentence: string): void {
  console.error(sentence)
  process.exitCode = 64
}

function say(text: string): void {
  if (!values.json) console.log(text)
}

/** For whoever waits at a terminal; the last one stays in place of the one before. */
function progress(sentence: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${sentence}`)
}
