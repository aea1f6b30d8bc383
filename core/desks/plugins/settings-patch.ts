import { HostError } from '../../base/errors.ts'
import { isObject } from '../../base/is-object.ts'

type Fields = Readonly<Record<string, unknown>>

/** What comes of a JSON merge patch (RFC 7396): null removes, an object goes deeper, anything else stands in the place of what was. */
export function merged(before: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const left = Object.entries(isObject(before) ? before : {}).filter(([name]) => patch[name] !== null)
  const named = Object.entries(patch).filter(([, value]) => value !== null)
  const now = Object.fromEntries(left)
  return { ...now, ...Object.fromEntries(named.map(([name, value]) => [name, merged(now[name], value)])) }
}

/** The places that a patch names, with dots between: `tiktok.username`. */
export function placesIn(patch: Fields, above: readonly string[] = []): readonly string[] {
  return Object.entries(patch).flatMap(([name, value]) =>
    isObject(value) ? placesIn(value, [...above, name]) : [[...above, name].join('.')],
  )
}

/** What a plugin may do is approved with its hash; a patch that would give or take it is refused. */
export function assertNoGrant(patch: Fields): void {
  const { plugins } = patch
  const [id] = Object.entries(isObject(plugins) ? plugins : {}).find(([, own]) => !isObject(own) || 'grant' in own) ?? []
  if (plugins === undefined || (id === undefined && isObject(plugins))) return
  const path = id === undefined ? '/plugins' : `/plugins/${id}/grant`
  throw new HostError('SETTINGS_INVALID', 'What a plugin may do is approved or revoked, not set; change the fields beside it', { path })
}
