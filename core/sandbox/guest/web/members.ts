/** The members of an options bag; nothing when there is none. Throws TypeError. */
export function members(bag: unknown): Readonly<Record<string, unknown>> {
  if (bag === undefined || bag === null) return {}
  if (typeof bag !== 'object' && typeof bag !== 'function') throw new TypeError('Options must be an object')
  // Any object can be read by name.
  return bag as Readonly<Record<string, unknown>>
}
