import { join } from 'node:path'
import { HostError } from '../base/errors.ts'
import type { Environment } from '../environment.ts'
import { addPackage, packageNamed, removePackage } from '../plugins/optional/add.ts'
import { noteOffline } from './note-offline.ts'
import type { Listed } from './offline-plugins.ts'
import { plain } from './plain.ts'
import { type PluginOptions, pluginNamed } from './plugins.ts'
import { createClient, ifRunning } from './running.ts'
import { table } from './table.ts'

export type PackageOptions = PluginOptions & {
  readonly add?: string
  readonly remove?: string
  readonly dryRun?: boolean
  readonly variables: Environment['variables']
}

type Package = NonNullable<Listed['packages']>[number]

const ORDERS = {
  add: { method: 'post', work: addPackage, noted: 'package.added' },
  remove: {
    method: 'delete',
    work: ({ name }: Package, at: Parameters<typeof removePackage>[1]) => removePackage(name, at),
    noted: 'package.removed',
  },
} as const

/** Lists the npm packages that a plugin can do without; adds or removes one, in the running host or in the data folder when none runs. */
export async function pluginPackages(id: string, options: PackageOptions): Promise<void> {
  if (options.add !== undefined && options.remove !== undefined) throw new HostError('USAGE', 'Either --add or --remove')
  const plugin = await pluginNamed(id, options)
  const order = options.add !== undefined ? 'add' : 'remove'
  const name = options.add ?? options.remove
  if (name === undefined) return tell(plugin, options)
  const wanted = packageNamed(plugin.packages ?? [], { plugin: id, name })
  if (!options.json) console.log(sentence(order, wanted))
  if (options.dryRun) return options.json ? tell(plugin, options) : console.log('Nothing was done.')
  tell(await carryOut(id, { order, wanted }, options), options)
}

async function carryOut(
  id: string,
  { order, wanted }: { order: 'add' | 'remove'; wanted: Package },
  options: PackageOptions,
): Promise<Listed> {
  const { method, work, noted } = ORDERS[order]
  const path = `/api/plugins/${encodeURIComponent(id)}/packages`
  const answer = await ifRunning(options, () => createClient(options)[method](path, { name: wanted.name }))
  // The host answers with what core/desks/plugins/plugin-desk.ts makes.
  if (answer !== undefined) return answer as Listed
  await work(wanted, { packagesDir: join(options.dataDir, 'packages'), plugin: id, variables: options.variables })
  await noteOffline(options.dataDir, noted, { plugin: id, package: wanted.name, version: wanted.version })
  return pluginNamed(id, options)
}

/** What is about to be done, before it takes its time. */
function sentence(order: 'add' | 'remove', { name, version, licence, sizeMb }: Package): string {
  if (order === 'remove') return `Removing ${name} …`
  return `Adding ${name} ${version}: ${sizeMb} MB from npm's registry, under the licence ${licence}, which is its authors' and not Showrunner's …`
}

function tell({ id, packages = [] }: Listed, { json }: PackageOptions): void {
  console.log(json ? JSON.stringify(packages, undefined, 2) : shown(id, packages))
}

function shown(id: string, packages: readonly Package[]): string {
  if (packages.length === 0) return `${id} can do with no packages beside its own`
  const rows = packages.map((each) => [each.name, each.version, plain(each.licence), `${each.sizeMb} MB`, stateOf(each)])
  const reasons = packages.map(({ name, why }) => `${name}: ${plain(why)}`)
  return [table(['package', 'version', 'licence', 'size', ''], rows), ...reasons].join('\n')
}

const stateOf = ({ version, installed }: Package) =>
  installed === undefined ? 'not there' : installed === version ? 'there' : `${installed} is there; add it again for ${version}`
