import type { PermissionDescriptor } from '../../powers.ts'
import type { DenoParts } from './parts.ts'
import { createPaths } from './paths.ts'

/** What each permission may be narrowed to. */
const DETAIL = {
  net: 'host',
  read: 'path',
  write: 'path',
  env: 'variable',
  run: 'command',
  sys: undefined,
  ffi: undefined,
  import: undefined,
} as const
type Name = keyof typeof DETAIL

/** Reads a descriptor once. Throws TypeError for a name that Deno does not know. */
export function createDescriptors(parts: DenoParts) {
  const pathOf = createPaths(parts)
  return (descriptor: unknown): PermissionDescriptor => {
    const given = Object(descriptor) as { readonly [key: string]: unknown }
    const { name } = given
    if (!isName(name)) throw new TypeError(`There is no permission "${String(name)}". There are ${Object.keys(DETAIL).join(', ')}`)
    const detail = DETAIL[name]
    const value = detail && given[detail]
    if (detail === undefined || value === undefined || value === null) return { name }
    // The table says which detail goes with which name.
    return { name, [detail]: typeof value === 'string' ? value : pathOf(value) } as PermissionDescriptor
  }
}

const isName = (name: unknown): name is Name => typeof name === 'string' && Object.hasOwn(DETAIL, name)
