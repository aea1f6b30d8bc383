import { PERMISSION_FIELDS, type PermissionDescriptor } from '../powers.ts'
import { recordOf, textOf } from './arguments.ts'
import { isGranted } from './grants/is-granted.ts'
import type { OffLimits } from './grants/off-limits.ts'
import { PowerError, type PowersOf } from './power.ts'

/** Deno.permissions.query. There is no prompt: what is not granted is denied. */
export function createQueryPowers(offLimits: OffLimits): PowersOf<'permissions'> {
  return {
    'permissions.query': (asker, [descriptor]) => ({
      value: isGranted(asker.grants(), descriptorOf(descriptor), { ...offLimits, folder: asker.folder, packages: asker.packages })
        ? 'granted'
        : 'denied',
    }),
  }
}

function descriptorOf(value: unknown): PermissionDescriptor {
  const given = recordOf(value, 'The descriptor')
  const name = textOf(given.name, 'The name of a permission')
  if (!isName(name)) throw new PowerError('TypeError', `The provided value ${JSON.stringify(name)} is not a valid permission name`)
  const field = PERMISSION_FIELDS[name]
  const narrower = field === undefined ? undefined : given[field]
  if (field === undefined || narrower === undefined || narrower === null) return { name }
  const text = textOf(narrower, field)
  if (text === '' && field === 'path') throw new PowerError('Error', 'Empty path is not allowed')
  // The table says which field goes with which name.
  return { name, [field]: text } as PermissionDescriptor
}

const isName = (name: string): name is PermissionDescriptor['name'] => Object.hasOwn(PERMISSION_FIELDS, name)
