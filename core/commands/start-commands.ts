import type { Command } from 'commander'
import { present } from '../base/present.ts'
import type { Environment } from '../environment.ts'
import type { WorkOptions } from './queue-work.ts'
import type { StartOptions } from './start.ts'
import { wholeNumber } from './whole-number.ts'

type Parts = {
  readonly root: string
  readonly version: string
  readonly environment: Environment
  readonly dataDir: (options: { data?: string }) => string
  readonly pluginRoots: (options: { plugins?: string[] }) => readonly string[]
  /** The command `queue`. */
  readonly queue: Command
}

type Given = Omit<StartOptions, 'root' | 'version' | 'environment' | 'dataDir' | 'pluginRoots'> & {
  readonly data?: string
  readonly plugins?: string[]
}

/** Adds what runs a host: `start`, `capture` and `queue work`. Each is loaded when it is asked for: a host is most of the program. */
export function addStartCommands(program: Command, { root, version, environment, dataDir, pluginRoots, queue }: Parts): void {
  const all = <G extends Given>(given: G) => ({
    ...given,
    ...{ root, version, environment, dataDir: dataDir(given), pluginRoots: pluginRoots(given) },
    ...present({ host: given.host ?? environment.host, port: given.port ?? environment.port }),
  })

  hosting(program.command('start', { isDefault: true }).description('run the host; without a username with a demo live'))
    .option('--no-demo', 'no demo live when there is no username')
    .action(async (given: Given) => (await import('./start.ts')).start(all(given)))

  hosting(program.command('capture').description('run the host for one account; never with a demo live')).action(async (given: Given) =>
    (await import('./capture.ts')).capture(all(given)),
  )

  hosting(queue.command('work').description('run the lanes, or show those of the host that runs; a line of statistics every 30 s'))
    .option('--service <plugin>', 'only the lane of this plugin; what the others are owed waits')
    .option('--verbose', 'a line for each delivery that ended well')
    .option('--status', 'only say how full the lanes are')
    .option('--health', 'only say whether they are healthy')
    .option('--optimize', 'only tidy up')
    .option('--every <seconds>', 'how often statistics are told', wholeNumber, 30)
    .option('--batch-size <number>', 'taken and not needed: each lane gets as much as its plugin keeps up with', wholeNumber)
    .option('--delay <ms>', 'taken and not needed: what waits goes out as soon as there is room', wholeNumber)
    .action(async (given: Given & Pick<WorkOptions, 'every'>) => (await import('./queue-work.ts')).queueWork(all(given)))
}

function hosting(command: Command): Command {
  return command
    .option('--username <name>', 'TikTok account to connect to (TIKTOK_USERNAME)')
    .option('--session-name <text>', 'what to call this live in the list of sessions')
    .option('--port <number>', 'port to listen on (PORT; 3000)', wholeNumber)
    .option('--host <address>', 'address to listen on (HOST; 127.0.0.1)')
    .option('--allow-remote', 'let other machines in: needs --host, and every request needs a key')
    .option('--data <folder>', 'where to keep events and settings (SHOWRUNNER_DATA; data)')
    .option('--plugins <folder...>', 'more folders of plugins')
    .option('--quiet', 'no line for each event')
    .option('--json', 'tell everything as JSON, one object a line')
    .option('--dev', 'show what plugins log, and follow changes of approved ones')
    .option('--safe', 'run only the plugins that come with Showrunner')
    .option('--salvage', 'when the store is damaged, move it aside and go on with what can be read of it')
    .option('--no-supervise', 'do not start again after a crash: something else sees to that, as systemd or a container does')
    .option('--tiktok-endpoint <url>', 'a loopback TikTok, see npm run fake-tiktok')
}
