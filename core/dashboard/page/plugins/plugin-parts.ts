import type { PluginView } from '../../../../schemas/types.ts'

/** What every part of a plugin's page gets. */
export type PluginParts = { readonly plugin: PluginView; readonly reload: () => Promise<void> }
