import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { nearest } from '../base/nearest.ts'
import type { Environment } from '../environment.ts'
import { addAccessCommands } from './access-commands.ts'
import { addCallsCommands } from './calls-commands.ts'
import { addKeepingCommands } from './keeping-commands.ts'
import { links } from './links.ts'
import { plain } from './plain.ts'
import { addPluginCommands } from './plugin-commands.ts'
import { addKitCommands } from './plugin-kit.ts'
import { addQueueCommands } from './queue-commands.ts'
import { type Complete, reaching } from './reaching.ts'
import { addReplayCommands } from './replay-commands.ts'
import { addSeedCommand } from './seed-command.ts'
import { addSimulateCommands } from './simulate-commands.ts'
import { addStartCommands } from './start-commands.ts'
import { status } from './status.ts'
import { addSteeringCommands } from './steering-commands.ts'
import { addStoreCommands } from './store-commands.ts'
import { addWatchingCommands } from './watching-commands.ts'

type Parts = { readonly root: string; readonly version: string; readonly environment: Environment }

/** The whole command line; who parses with it gets a CommanderError or a HostError for what cannot be done. */
export function createProgram({ root, version, environment }: Parts): Command {
  const dataDir = (options: { data?: string }) => resolve(options.data ?? environment.dataDir ?? join(root, 'data'))
  const all: Complete = (given) => ({ ...given, dataDir: dataDir(given) })
  const pluginRoots = (options: { plugins?: string[] }) => [
    join(root, 'plugins'),
    ...(options.plugins ?? []).map((folder) => resolve(folder)),
  ]

  const program: Command = new Command('showrunner')
    .description('Runs plugins for what happens on your live stream')
    .version(version)
    .exitOverride()
    .enablePositionalOptions()
    .showHelpAfterError('See --help.')
    .configureOutput({ outputError: (text, write) => write(misnamed(program, text) ?? text.replace(/^error: /, '')) })

  const queue = addQueueCommands(program, all)
  addStartCommands(program, { root, version, environment, dataDir, pluginRoots, queue })

  reaching(program.command('status').description('what the running host does')).action((options) => status(all(options)))

  reaching(program.command('links').description('the addresses to open, and the key for games')).action((options) => links(all(options)))

  addPluginCommands(program, {
    variables: environment.variables,
    folders: (given) => ({
      dataDir: dataDir(given),
      roots: pluginRoots(given),
      base: join(root, 'plugin.manifest.json'),
      hostVersion: version,
    }),
  })

  addSimulateCommands(program, all)
  addReplayCommands(program, all)
  addKeepingCommands(program, { version, all })
  addStoreCommands(program, all)
  addSteeringCommands(program, all)
  addWatchingCommands(program, all)
  addAccessCommands(program, all)
  addCallsCommands(program, { all, variables: environment.variables })
  addSeedCommand(program, { root, version, all })
  addKitCommands(program, { root, version, dataDir })

  return program
}

/** What was typed is no command, where the one that runs without a word is told that it has a word too many. */
function misnamed(program: Command, text: string): string | undefined {
  if (!/^error: (too many arguments|unknown command)/.test(text)) return undefined
  let at = program
  for (const [place, word] of program.args.entries()) {
    const next = at.commands.find((command) => command.name() === word)
    if (next) at = next
    else if (at.commands.length === 0) return undefined
    else {
      const meant = acrossFrom(at, word) ?? nearest(word, namesOf(at))
      return `There is no command "${plain(program.args.slice(0, place + 1).join(' '))}"${meant ? `; did you mean ${meant}?` : '.'}\n`
    }
  }
  return undefined
}

const namesOf = (command: Command) => command.commands.map((one) => one.name())

/** `plugins` tells and steers what is there, `plugin` brings and takes it away: who mixes them up is sent to the other. */
function acrossFrom(at: Command, word: string): string | undefined {
  const name = { plugin: 'plugins', plugins: 'plugin' }[at.name()]
  const other = at.parent?.commands.find((one) => one.name() === name)
  return other && namesOf(other).includes(word) ? `${other.name()} ${word}` : undefined
}
