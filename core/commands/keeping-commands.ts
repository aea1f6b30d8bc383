import type { Command } from 'commander'
import { type Complete, reaching } from './reaching.ts'

type Parts = {
  readonly version: string
  readonly all: Complete
}

/** Adds what keeps data, brings it back, and takes viewers out of it. */
export function addKeepingCommands(program: Command, { version, all }: Parts): void {
  reaching(program.command('backup').description('save the events and settings, also while the host runs'))
    .argument('[folder]', 'where to put a copy of it as well; it is made in data/backups')
    .option('--with-secrets', 'put keys and secrets of plugins in')
    .option('--list', 'list the backups in data/backups')
    .action(async (folder, options) => (await import('./backup.ts')).backup(folder, { ...all(options), version }))

  program
    .command('restore')
    .description('put a backup in the place of the data; the host must not run')
    .argument('<backup>', 'its folder, or its name in data/backups')
    .option('--data <folder>', 'data folder to restore (SHOWRUNNER_DATA; data)')
    .option('--dry-run', 'only say what would be done')
    .option('--yes', 'do not ask')
    .option('--json', 'answer as JSON')
    .action(async (folder, options) => (await import('./restore.ts')).restore(folder, { ...all(options), version }))

  reaching(program.command('forget').description('take everything personal of one viewer out of the data, for good'))
    .argument('<viewer>', 'userId, or @handle')
    .option('--dry-run', 'only count what there is')
    .option('--yes', 'do not ask')
    .action(async (viewer, options) => (await import('./forget.ts')).forget(viewer, { ...all(options), version }))
}
