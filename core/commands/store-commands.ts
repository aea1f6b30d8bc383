import type { Command } from 'commander'
import type { Complete } from './reaching.ts'

/** Adds what is done to the file of the store itself: looked at always, changed while no host runs. */
export function addStoreCommands(program: Command, all: Complete): void {
  const store = program
    .command('store')
    .description('look at the file that everything is kept in, or change its form, for which the host must not run')
  const add = (name: string, description: string) =>
    store
      .command(name)
      .description(description)
      .option('--data <folder>', 'data folder of the host (SHOWRUNNER_DATA; data)')
      .option('--json', 'answer as JSON')
  const changing = (name: string, description: string) => add(name, description).option('--dry-run', 'only say what would be done')

  add('status', 'what is in it, its size, and the steps that its tables have taken').action(async (options) =>
    (await import('./store.ts')).storeStatus(all(options)),
  )
  changing('migrate', 'bring its tables to the newest version, as every start does; a copy is made before').action(async (options) =>
    (await import('./store.ts')).storeMigrate(all(options)),
  )
  changing('rollback', 'take the newest step back, for an older Showrunner; a copy is made before').action(async (options) =>
    (await import('./store.ts')).storeRollback(all(options)),
  )
  changing('compact', 'make the file as short as what is in it').action(async (options) =>
    (await import('./store.ts')).storeCompact(all(options)),
  )
  changing('fresh', 'begin with an empty store; the old one is moved aside, after a typed yes')
    .option('--yes', 'do not ask')
    .action(async (options) => (await import('./store-fresh.ts')).storeFresh(all(options)))
}
