import { HostError } from '../../core/base/errors.ts'
import type { ActionDesk, BackupDesk, PackageDesk, PluginDesk, PluginHttpDesk, ViewerDesk } from '../../core/serve/serve.ts'

const unknown = () => new HostError('PLUGIN_UNKNOWN', 'There is no such plugin')

/** The desk of a host without plugins. */
export const NO_PLUGINS: PluginDesk = {
  list: () => [],
  show() {
    throw unknown()
  },
  order: () => Promise.reject(unknown()),
  settings() {
    throw unknown()
  },
  checkSettings() {
    throw unknown()
  },
  changeSettings: () => Promise.reject(unknown()),
  purge: () => Promise.reject(unknown()),
}

export const NO_PACKAGES: PackageDesk = { add: () => Promise.reject(unknown()), remove: () => Promise.reject(unknown()) }

export const NO_ACTIONS: ActionDesk = {
  list: () => [],
  isFor: (_, role) => role !== 'game',
  call: () => Promise.reject(new HostError('ACTION_UNKNOWN', 'There is no such action')),
  tellsSecret: () => false,
}

export const NO_BACKUPS: BackupDesk = {
  list: async () => [],
  take: () => Promise.reject(new HostError('USAGE', 'There is no data folder')),
}

export const NO_VIEWERS: ViewerDesk = { erase: () => Promise.reject(new HostError('USAGE', 'There are no viewers')) }

export const NO_PLUGIN_HTTP: PluginHttpDesk = {
  routes: () => [],
  check: (_, value) => ({ ok: true, value }),
  ask: () => Promise.reject(unknown()),
}
