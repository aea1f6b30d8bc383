import { HostError } from '../../core/base/errors.ts'
import type { ActionDesk, PluginDesk } from '../../core/serve/serve.ts'

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
  changeSettings: () => Promise.reject(unknown()),
}

export const NO_ACTIONS: ActionDesk = {
  list: () => [],
  isFor: (_, role) => role !== 'game',
  call: () => Promise.reject(new HostError('ACTION_UNKNOWN', 'There is no such action')),
}
