import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { readRecording } from './recording.ts'
import { play, type Scenario } from './scenario.ts'
import { replay, SCENARIOS } from './scenarios/scenarios.ts'
import { createFakeTikTok } from './server.ts'

const DEFAULT_PORT = 8099
const DEFAULT_RATE = 10

const HELP = `A TikTok LIVE on this machine, for the real client.

  npm run fake-tiktok -- [options]

  --scenario NAME    what happens (demo unless said):
${Object.entries<Scenario>(SCENARIOS)
  .map(([name, { about }]) => `                       ${name.padEnd(11)} ${about}`)
  .join('\n')}
  --recording FILE   plays a recording instead: one JSON a line, { at, method, payload (base64) }
  --rate N           messages a second (${DEFAULT_RATE})
  --seconds N        stops by itself after this long
  --port P           ${DEFAULT_PORT} unless said
  --username NAME    who is live (somebody)
  --help             this text
`

export type CommandParts = { readonly signal: AbortSignal; readonly print: (line: string) => void }

/** Runs the command; answers the exit code. */
export async function runCommand(args: readonly string[], { signal, print }: CommandParts): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scenario: { type: 'string', default: 'demo' },
      recording: { type: 'string' },
      rate: { type: 'string', default: String(DEFAULT_RATE) },
      seconds: { type: 'string' },
      port: { type: 'string', default: String(DEFAULT_PORT) },
      username: { type: 'string', default: 'somebody' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    print(HELP)
    return 0
  }
  const scenario = values.recording ? replay(await readRecording(values.recording)) : scenarioOf(values.scenario)
  const rate = numberOf('--rate', values.rate, { max: 20_000 })
  const limit = values.seconds === undefined ? undefined : numberOf('--seconds', values.seconds, { max: 86_400 })
  const ending = limit === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(limit * 1000)])
  const fake = await createFakeTikTok({ username: values.username, port: numberOf('--port', values.port, { min: 0, max: 65_535 }) })
  print(`The fake TikTok is ready. In another terminal:\n\n  npm start -- --username ${values.username} --tiktok-endpoint ${fake.url}\n`)
  const steps = scenario({ messages: fake.messages, random: Math.random, rate })
  await play(fake, steps, { wait: pass, say: print, signal: ending })
  await fake.stop()
  return 0
}

function scenarioOf(name: string): Scenario['steps'] {
  const scenario = Object.entries<Scenario>(SCENARIOS).find(([known]) => known === name)
  if (!scenario) throw new TypeError(`There is no scenario ${name}; there are ${Object.keys(SCENARIOS).join(', ')}`)
  return scenario[1].steps
}

function numberOf(option: string, text: string, { min = 1, max }: { min?: number; max: number }): number {
  const number = Number(text)
  if (!(number >= min && number <= max)) throw new TypeError(`${option} must be a number from ${min} to ${max}`)
  return number
}

async function pass(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}
