import type { Command } from 'commander'
import type { Environment } from '../environment.ts'
import { action } from './action.ts'
import { approve } from './approve.ts'
import type { Folders } from './offline-plugins.ts'
import { orderPlugin } from './plugin-order.ts'
import { type PackageOptions, pluginPackages } from './plugin-packages.ts'
import { pluginSettings } from './plugin-settings.ts'
import { plugins, showPlugin } from './plugins.ts'
import { reaching } from './reaching.ts'

type Given = { readonly data?: string; readonly plugins?: string[]; readonly url?: string; readonly json?: boolean }

type Parts = {
  readonly folders: (given: Given) => Folders
  readonly variables: Environment['variables']
}

const ORDERS = {
  revoke: 'take back what it was approved for, which stops it',
  enable: 'switch it on, and keep it on',
  disable: 'switch it off, and keep it off',
  reload: 'load it anew, while what runs goes on until then',
  restart: 'stop it and start it again, also out of quarantine',
} as const

/** `plugins` with everything below it, and `action`. */
export function addPluginCommands(program: Command, { folders, variables }: Parts): void {
  const withFolders = (command: Command) => reaching(command).option('--plugins <folder...>', 'more folders of plugins')
  const all = <G extends Given>(given: G) => ({ ...given, ...folders(given) })

  const top = withFolders(program.command('plugins'))
    .description('the plugins: their state, what they ask for, may do and did')
    .enablePositionalOptions()
    .argument('[id]', 'the same as show')
    .action((id: string | undefined, given: Given) => (id === undefined ? plugins(all(given)) : showPlugin(id, all(given))))

  withFolders(top.command('show <id>').description('one plugin')).action((id: string, given: Given) => showPlugin(id, all(given)))

  withFolders(top.command('approve <id>').description('let it have what it asks for'))
    .option('--yes', 'without asking back')
    .option('--dry-run', 'only show what it asks for')
    .action((id: string, given: Given & { yes?: boolean; dryRun?: boolean }) => approve(id, all(given)))

  // The keys of ORDERS are those of its own type.
  for (const order of Object.keys(ORDERS) as (keyof typeof ORDERS)[]) {
    withFolders(top.command(`${order} <id>`).description(ORDERS[order])).action((id: string, given: Given) =>
      orderPlugin(order, id, all(given)),
    )
  }

  withFolders(
    top.command('packages <id>').description('npm packages that it can do without: what they are for, and whether they are there'),
  )
    .option('--add <name>', 'get one from npm; none of its scripts run')
    .option('--remove <name>', 'take one away again')
    .option('--dry-run', 'only say what would be done')
    .action((id: string, given: Given & Pick<PackageOptions, 'add' | 'remove' | 'dryRun'>) =>
      pluginPackages(id, { ...all(given), variables }),
    )

  reaching(top.command('settings <id>').description('what it can be set to, and is; with name=value, sets it'))
    .argument('[name=value...]', 'name= goes back to the default; name=- reads the value from the input, for secrets')
    .action((id: string, changes: string[], given: Given) => pluginSettings(id, changes, all(given)))

  reaching(program.command('action').description('call a plugin\'s action, for example: action tts.say \'{"text":"hola"}\''))
    .argument('[action]', 'plugin.action; without it, lists what there is')
    .argument('[input]', 'a JSON object')
    .action((id: string | undefined, input: string | undefined, given: Given) => action(id, input, all(given)))
}
