import type { Command } from 'commander'

/** What a command that talks to a running host is given: which one, and how to answer. */
export type Given = { readonly data?: string; readonly url?: string; readonly json?: boolean }

/** What every command that asks a running host is handed. */
export type ReachOptions = { readonly dataDir: string; readonly url?: string; readonly json?: boolean }

/** What was given, with the data folder that is meant: what is said goes before the environment, and that before the usual one. */
export type Complete = <G extends Given>(given: G) => G & ReachOptions

/** Adds the options of commands that talk to a running host. */
export function reaching(command: Command): Command {
  return command
    .option('--url <address>', 'the host to ask; found by its data folder otherwise')
    .option('--data <folder>', 'data folder of the host (SHOWRUNNER_DATA; data)')
    .option('--json', 'answer as JSON')
}
