import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, CommanderError } from 'commander'
import { reportCrash } from './base/crash-report.ts'
import { ERRORS, HostError } from './base/errors.ts'
import { addAccessCommands } from './commands/access-commands.ts'
import { addKeepingCommands } from './commands/keeping-commands.ts'
import { links } from './commands/links.ts'
import { addPluginCommands } from './commands/plugin-commands.ts'
import { addKitCommands } from './commands/plugin-kit.ts'
import { addQueueCommands } from './commands/queue-commands.ts'
import { addReplayCommands } from './commands/replay-commands.ts'
import { addSeedCommand } from './commands/seed-command.ts'
import { addSimulateCommands } from './commands/simulate-commands.ts'
import { addStartCommands } from './commands/start-commands.ts'
import { status } from './commands/status.ts'
import { addSteeringCommands } from './commands/steering-commands.ts'
import { addStoreCommands } from './commands/store-commands.ts'
import { addWatchingCommands } from './commands/watching-commands.ts'
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

  const queue = addQueueCommands(program, { reaching, dataDir })
  addStartCommands(program, { root, version, environment, dataDir, pluginRoots, queue })

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

  addSimulateCommands(program, { reaching, dataDir })
  addReplayCommands(program, { reaching, dataDir })
  addKeepingCommands(program, { version, reaching, dataDir })
  addStoreCommands(program, { dataDir })
  addSteeringCommands(program, { reaching, dataDir })
  addWatchingCommands(program, { reaching, dataDir })
  addAccessCommands(program, { reaching, dataDir })
  addSeedCommand(program, { root, version, reaching, dataDir })
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
