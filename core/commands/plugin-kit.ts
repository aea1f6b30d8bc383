import { join, resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'

type Parts = { readonly root: string; readonly version: string; readonly dataDir: (options: { data?: string }) => string }

/** The commands for who writes a plugin, and for who gets one from somewhere. */
export function addKitCommands(program: Command, { root, version, dataDir }: Parts): void {
  const plugin = program.command('plugin').description('check, test, pack, install or remove one plugin')
  const kit = { base: join(root, 'plugin.manifest.json'), hostVersion: version, root }

  plugin
    .command('check')
    .description('look at a plugin without running it: manifest, permissions, size, licences, pages, settings')
    .argument('<folder>')
    .option('--json', 'answer as JSON')
    .action(async (folder, options) => (await import('./plugin-check.ts')).pluginCheck(folder, { ...kit, ...options }))

  plugin
    .command('test')
    .description('run a plugin in its sandbox against every event it listens to, then its own plugin.test.ts')
    .argument('<folder>')
    .option('--events <file>', 'recorded events too, one JSON object a line, as `start --json` tells them')
    .option('--times <number>', 'how often each canonical event comes', atLeastOnce, 5)
    .option('--deny <power...>', 'powers that it asks for and does not get: net, read, write, env, run')
    .option('--settings <json>', "over the manifest's")
    .option('--real-clock', 'waiting takes as long as it does; on the virtual clock it takes no time')
    .option('--json', 'answer as JSON')
    .action(async (folder, options) => (await import('./plugin-test.ts')).pluginTest(folder, { ...kit, ...options }))

  plugin
    .command('pack')
    .description('make one zip of a plugin, built, that installs without npm')
    .argument('<folder>')
    .option('-o, --out <file>', 'what to call it; <id>-<version>.zip unless said')
    .option('--json', 'answer as JSON')
    .action(async (folder, options) => (await import('./plugin-pack.ts')).pluginPack(folder, { ...kit, ...options }))

  placed(plugin.command('install'))
    .description('install or update a plugin from a zip, a folder or a git address; nothing of it is run')
    .argument('<source>', 'a file, a folder, https://…, ssh://… or file://… (#branch), or with --rollback an id')
    .option('--yes', 'without asking')
    .option('--dry-run', 'only show what it is and asks for')
    .option('--allow-downgrade', 'also in place of a newer version')
    .option('--rollback', 'bring back the version before')
    .action(async (source, options) =>
      (await import('./plugin-install.ts')).pluginInstall(source, { ...kit, ...options, into: into(options), dataDir: dataDir(options) }),
    )

  placed(plugin.command('remove'))
    .description('remove an installed plugin; its settings, keys and storage stay, and events wait for it unless it was disabled first')
    .argument('<id>')
    .option('--purge', 'take away what is kept of it as well, for good; also of a plugin whose folder you deleted')
    .option('--yes', 'without asking; with --purge')
    .option('--dry-run', 'only show what is kept of it; with --purge')
    .action(async (id, options) =>
      (await import('./plugin-install.ts')).pluginRemove(id, { ...kit, ...options, into: into(options), dataDir: dataDir(options) }),
    )

  function into(options: { plugins?: string }): string {
    return resolve(options.plugins ?? join(root, 'plugins'))
  }
}

function placed(command: Command): Command {
  return command
    .option('--plugins <folder>', 'the folder of plugins; the one of Showrunner unless said')
    .option('--data <folder>', 'data folder of the host (SHOWRUNNER_DATA; data)')
    .option('--json', 'answer as JSON')
}

function atLeastOnce(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 to 99999.')
  return Number(text)
}
