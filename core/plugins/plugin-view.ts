import type { Permissions } from '../../schemas/types.ts'
import type { Grant } from './grants.ts'
import type { Ask, PluginConfig, PluginDetails, PluginState, PluginStatus } from './plugin.ts'

type Seen = {
  readonly id: string
  readonly state: PluginState
  readonly detail: string | undefined
  readonly ask: Ask | undefined
  /** The version that is told of; undefined when none could be read. */
  readonly shown: PluginConfig | undefined
}

/** A plugin in the list of plugins. */
export function statusOf({ id, state, detail, ask, shown }: Seen): PluginStatus {
  const { name = id, version = '', overlays = [] } = shown?.manifest ?? {}
  return {
    ...{ id, name, version, state },
    ...(detail !== undefined && { detail }),
    ...(ask && { ask }),
    overlays: overlays.map(({ page, title = page, ...size }) => ({ page, title, ...size })),
  }
}

/** What its operator sees besides. */
export function detailsOf(
  config: PluginConfig | undefined,
  { granted, grant, revoked }: { readonly granted: Permissions; readonly grant: Grant | undefined; readonly revoked?: string | undefined },
): Omit<PluginDetails, keyof PluginStatus> {
  const { packages = [] } = config ?? {}
  const { description = '', permissions = {}, actions = {} } = config?.manifest ?? {}
  return {
    description,
    permissions,
    granted,
    ...(grant && { approvedAt: grant.approvedAt }),
    ...(revoked !== undefined && { revoked }),
    actions: Object.keys(actions),
    ...(packages.length > 0 && { packages: packages.map(({ folder: _, ...told }) => told) }),
  }
}
