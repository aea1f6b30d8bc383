import { type Command, InvalidArgumentError } from 'commander'
import { callsClean, callsDashboard, callsRestart, callsScale, callsStart, callsStatus, callsStop, callsTest } from './calls.ts'
import { callsSetup, type SetupOptions } from './calls-setup.ts'
import { logs } from './logs.ts'
import { type Complete, type Given, reaching } from './reaching.ts'
import { wholeNumber } from './whole-number.ts'

type Parts = Pick<SetupOptions, 'variables'> & { readonly all: Complete }

const WORKERS = 3

/** Adds `calls`: telephones through Asterisk, by the plugin of that name. */
export function addCallsCommands(program: Command, { all, variables }: Parts): void {
  const calls = program.command('calls').description('phone calls through Asterisk: set up, start, scale, test')
  const add = (words: string, description: string) => reaching(calls.command(words).description(description))

  add('setup', 'what Asterisk has to be told, with a password of its own; then whether it can be reached')
    .option('--write <folder>', 'write the files there in place of printing them')
    .option('--new-password', 'another password than the one in the settings')
    .action((given: Given & Omit<SetupOptions, 'dataDir' | 'variables'>) => callsSetup({ ...all(given), variables }))
  add('start', 'switch the plugin on, take calls and make them')
    .option('--api-only', 'take calls, and make none')
    .option('--workers-only', 'make calls that wait, and take none')
    .action((given: Given & { apiOnly?: boolean; workersOnly?: boolean }) => callsStart(modeOf(given), all(given)))
  add('stop', 'take and make no calls; those under way go on to their end').action((given: Given) => callsStop(all(given)))
  add('restart', 'end the plugin and start it again').action((given: Given) => callsRestart(all(given)))
  add('status', 'queues, workers, and the calls of the last hour').action((given: Given) => callsStatus(all(given)))
  add(`scale [workers]`, `so many workers, 1 to 20; ${WORKERS} when it is not said`).action((workers: string | undefined, given: Given) =>
    callsScale(workers === undefined ? WORKERS : wholeNumber(workers), all(given)),
  )
  add('test <number> [text]', 'call a number of the list').action((number: string, text: string | undefined, given: Given) =>
    callsTest(number, text ?? 'Hola, esta es una prueba de Showrunner.', all(given)),
  )
  add('logs', "the plugin's lines of the log")
    .option('--limit <number>', 'how many', wholeNumber, 100)
    .option('--follow', 'also what comes, until Ctrl+C')
    .action((given: Given & { limit: number; follow?: boolean }) => logs({ ...all(given), plugin: 'asterisk' }))
  add('clean', 'forget calls that wait and that have ended')
    .option('--yes', 'do not ask')
    .action((given: Given & { yes?: boolean }) => callsClean(all(given)))
  add('dashboard', 'the link to the page with queues, workers and calls').action((given: Given) => callsDashboard(all(given)))
}

function modeOf({ apiOnly = false, workersOnly = false }: { apiOnly?: boolean; workersOnly?: boolean }) {
  if (apiOnly && workersOnly) throw new InvalidArgumentError('Say --api-only or --workers-only, or neither for both.')
  return apiOnly ? 'api-only' : workersOnly ? 'workers-only' : 'all'
}
