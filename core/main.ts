import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { reportCrash } from './base/crash-report.ts'
import { ERRORS, HostError } from './base/errors.ts'
import { addKeepingCommands } from './commands/keeping-commands.ts'
import { links } from './commands/links.ts'
import { addPluginCommands } from './commands/plugin-commands.ts'
import { addKitCommands } from './commands/plugin-kit.ts'
import { addReplayCommands } from './commands/replay-commands.ts'
import { simulate } from './commands/simulate.ts'
import { start } from './commands/start.ts'
import { status } from './commands/status.ts'
import { addStoreCommands } from './commands/store-commands.ts'
import { readEnvironment } from './environment.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }

/** Runs the command line. A user's mistake ends in one sentence; anything else is a bug and ends with its stack. */
async function run(argv: readonly string[]): Promise<void> {
  const environment = readEnvironment(resolve('.env'), process.env)
  const dataDir = (options: { data?: string }) => resolve(options.data ?? environment.dataDir ?? join(root, 'data'))
  const pluginRoots = (options: { plugins?: string[] }) => [
    join(root, 'plugins'),
    ...(options.plugins ?? []).map((folder) => resolve(folder)),
  ]

  const program = new Command('showrunner')
    .description('Runs plugins for what happens on your live stream')
    .version(version)
    .exitOverride()
    .enablePositionalOptions()
    .showHelpAfterError('See --help.')
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, '')) })

  program
    .command('start', { isDefault: true })
    .description('run the host; without a username with a demo live')
    .option('--username <name>', 'TikTok account to connect to (TIKTOK_USERNAME)')
    .option('--session-name <text>', 'what to call this live in the list of sessions')
    .option('--port <number>', 'port to listen on (PORT; 3000)', wholeNumber)
    .option('--host <address>', 'address to listen on (HOST; 127.0.0.1)')
    .option('--allow-remote', 'let other machines in: needs --host, and every request needs a key')
    .option('--data <folder>', 'where to keep events and settings (SHOWRUNNER_DATA; data)')
    .option('--plugins <folder...>', 'more folders of plugins')
    .option('--no-demo', 'no demo live when there is no username')
    .option('--quiet', 'no line for each event')
    .option('--json', 'tell everything as JSON, one object a line')
    .option('--dev', 'show what plugins log, and follow changes of approved ones')
    .option('--safe', 'run only the plugins that come with Showrunner')
    .option('--salvage', 'when the store is damaged, move it aside and go on with what can be read of it')
    .option('--no-supervise', 'do not start again after a crash: something else sees to that, as systemd or a container does')
    .addOption(new Option('--tiktok-endpoint <url>', 'a loopback TikTok, see npm run fake-tiktok').hideHelp(false))
    .action((options) =>
      start({
        ...options,
        root,
        version,
        environment,
        dataDir: dataDir(options),
        pluginRoots: pluginRoots(options),
        host: options.host ?? environment.host,
        port: options.port ?? environment.port,
      }),
    )

  reaching(program.command('status').description('what the running host does')).action((options) =>
    status({ ...options, dataDir: dataDir(options) }),
  )

  reaching(program.command('links').description('the addresses to open, and the key for games')).action((options) =>
    links({ ...options, dataDir: dataDir(options) }),
  )

  addPluginCommands(program, {
    reaching,
    folders: (given) => ({
      dataDir: dataDir(given),
      roots: pluginRoots(given),
      base: join(root, 'plugin.manifest.json'),
      hostVersion: version,
    }),
  })

  reaching(
    program
      .command('simulate')
      .description('send an event as if a viewer had caused it, for example: simulate gift giftName=Rose giftCount=5'),
  )
    .argument('<type>', 'chat, gift, follow, like, share, viewerCount, …')
    .argument('[field=value...]', 'what the event says; everything has a default')
    .option('--data-json <json>', 'the fields as one JSON object')
    .option('--times <number>', 'how often', wholeNumber, 1)
    .action((type, fields, options) => simulate(type, fields, { ...options, dataDir: dataDir(options), data: options.dataJson }))

  addReplayCommands(program, { reaching, dataDir })
  addKeepingCommands(program, { version, reaching, dataDir })
  addStoreCommands(program, { dataDir })
  addKitCommands(program, { root, version, dataDir })

  await program.parseAsync(argv as string[])
}

/** Options of the commands that talk to a running host. */
function reaching(command: Command): Command {
  return command
    .option('--url <address>', 'the host to ask; found by its data folder otherwise')
    .option('--data <folder>', 'data folder of the host (SHOWRUNNER_DATA; data)')
    .option('--json', 'answer as JSON')
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)
run(process.argv).catch(fail)

function fail(error: unknown): void {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : ERRORS.USAGE.exitCode)
  if (error instanceof HostError) {
    console.error(error.advice)
    process.exit(ERRORS[error.code].exitCode || 1)
  }
  reportCrash(error)
  process.exit(1)
}
