import type { DenoParts } from './parts.ts'

/** What a plugin is told that was not granted something, as the core's broker says it. */
export function createRefusal({ plugin, errors }: Pick<DenoParts, 'plugin' | 'errors'>) {
  const advice = `add it to "permissions" in plugin.manifest.json, and approve it with: npm run showrunner -- plugins approve ${plugin}`
  return (power: 'env' | 'run' | 'emit', what: string) =>
    new errors.NotCapable(`Requires ${power} access to ${JSON.stringify(what)}; ${advice}`)
}
