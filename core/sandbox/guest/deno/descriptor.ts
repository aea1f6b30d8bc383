import { PERMISSION_FIELDS, type PermissionDescriptor } from '../../powers.ts'
import type { DenoParts } from './parts.ts'
import { createPaths } from './paths.ts'

type Name = keyof typeof PERMISSION_FIELDS

/** Reads a descriptor once. Throws TypeError for a name that Deno does not know. */
export function createDescriptors(parts: DenoParts) {
  const pathOf = createPaths(parts)
  return (descriptor: unknown): PermissionDescriptor => {
    const given = Object(descriptor) as { readonly [key: string]: unknown }
    const { name } = given
    if (!isName(name))
      throw new TypeError(`There is no permission "${String(name)}". There are ${Object.keys(PERMISSION_FIELDS).join(', ')}`)
    const detail = PERMISSION_FIELDS[name]
    const value = detail && given[detail]
    if (detail === undefined || value === undefined || value === null) return { name }
    // The table says which detail goes with which name.
    return { name, [detail]: typeof value === 'string' ? value : pathOf(value) } as PermissionDescriptor
  }
}

const isName = (name: unknown): name is Name => typeof name === 'string' && Object.hasOwn(PERMISSION_FIELDS, name)
