import { HostError } from '../../base/errors.ts'
import type { Plugins } from '../../plugins/lifecycle.ts'
import { addPackage, packageNamed, removePackage } from '../../plugins/optional/add.ts'
import type { Audit, PackageDesk, PluginDesk } from '../../serve/serve.ts'

type Parts = {
  readonly plugins: Pick<Plugins, 'config' | 'reload'>
  readonly show: PluginDesk['show']
  /** The data folder's `packages`. */
  readonly packagesDir: string
  /** npm's. */
  readonly variables?: Readonly<Record<string, string | undefined>> | undefined
  readonly audit: Audit
}

/** npm packages that an operator adds to plugins: installed, then the plugin is loaded anew with them. One at a time. */
export function createPackageDesk({ plugins, show, packagesDir, variables, audit }: Parts): PackageDesk {
  let isBusy = false

  async function alone(work: () => Promise<void>): Promise<void> {
    if (isBusy) throw new HostError('OVERLOADED', 'Another package is being added or removed')
    isBusy = true
    await work().finally(() => {
      isBusy = false
    })
  }

  const change =
    (done: string, work: (name: string, plugin: string) => Promise<void>): PackageDesk['add'] =>
    async (id, name, { dryRun = false, by }) => {
      const wanted = packageNamed(plugins.config(id)?.packages ?? [], { plugin: id, name })
      if (dryRun) return show(id)
      await alone(() => work(name, id))
      await plugins.reload(id)
      audit({ what: `package.${done}`, by, detail: { plugin: id, package: name, version: wanted.version } })
      return show(id)
    }

  return {
    add: change('added', (name, plugin) => {
      const wanted = packageNamed(plugins.config(plugin)?.packages ?? [], { plugin, name })
      return addPackage(wanted, { packagesDir, plugin, variables })
    }),
    remove: change('removed', (name, plugin) => removePackage(name, { packagesDir, plugin, variables })),
  }
}
