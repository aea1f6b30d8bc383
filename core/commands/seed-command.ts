import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { type Complete, reaching } from './reaching.ts'
import { type SeedOptions, seed } from './seed.ts'

type Parts = {
  readonly root: string
  readonly version: string
  readonly all: Complete
}

type Given = Pick<SeedOptions, 'url' | 'json' | 'dryRun' | 'undo'> & { readonly data?: string; readonly plugins?: string }

/** Adds `seed`: plugins with the lanes of the services that others begin with. */
export function addSeedCommand(program: Command, { root, version, all }: Parts): void {
  reaching(program.command('seed').description('write the plugins DinoChrome and Overlays, with their seven event configurations each'))
    .argument('[preset...]', 'dino-chrome, overlays; both when left out')
    .option('--dry-run', 'only say what would be written')
    .option('--undo', 'remove them, as long as nobody changed them')
    .option('--plugins <folder>', 'the folder of plugins, while no host runs; the one of Showrunner unless said')
    .action((names: string[], given: Given) =>
      seed(names, { ...all(given), root, version, into: resolve(given.plugins ?? join(root, 'plugins')) }),
    )
}
