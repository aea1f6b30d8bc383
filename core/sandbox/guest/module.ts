import type { Plugin } from '#sdk'

/** What a bundle exported, checked. Throws a TypeError in words for its author. */
export function readModule(exports: { readonly default?: unknown }): Plugin {
  const plugin = exports.default
  if (typeof plugin === 'function')
    throw new TypeError('The default export is a function; it must be an object, as in export default { on: { gift() {} } }')
  if (!isObject(plugin)) throw new TypeError('The plugin has no default export')
  for (const part of ['on', 'intercept', 'actions'] as const)
    if (plugin[part] !== undefined && !isObject(plugin[part]))
      throw new TypeError(`"${part}" of the default export must be an object of functions`)
  const {
    on = {},
    intercept = {},
    actions = {},
    start,
    stop,
    fetch,
  } = plugin as { on?: object; intercept?: object; actions?: object; start?: unknown; stop?: unknown; fetch?: unknown }
  for (const [name, part] of [
    ...[on, intercept, actions].flatMap((part) => Object.entries(part)),
    ['start', start],
    ['stop', stop],
    ['fetch', fetch],
  ])
    if (part !== undefined && typeof part !== 'function') throw new TypeError(`"${name}" of the plugin must be a function`)
  // Checked above; what the functions do with their arguments is theirs.
  return plugin as Plugin
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
