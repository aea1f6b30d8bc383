import { createDescriptors } from './descriptor.ts'
import { isGranted } from './granted.ts'
import type { DenoParts } from './parts.ts'
import type { PermissionStatuses } from './permission-status.ts'

/** Deno.Permissions and its one object, Deno.permissions. Nobody is ever prompted: what was not granted is denied. */
export function createPermissions(parts: DenoParts, statuses: PermissionStatuses) {
  const { call, errors, grants, harden } = parts
  const read = createDescriptors(parts)
  const key = {}
  const notRevoked = () =>
    new errors.NotSupported('A plugin cannot revoke its own grants: the operator does, with "showrunner plugins revoke"')

  class Permissions {
    constructor(proof?: unknown) {
      if (proof !== key) throw new TypeError('Illegal constructor: use Deno.permissions')
    }

    /** As it is now, real paths included. */
    async query(descriptor: Deno.PermissionDescriptor): Promise<Deno.PermissionStatus> {
      return statuses.make((await call('permissions.query', [read(descriptor)])).value === 'granted')
    }

    /** As it was when the plugin was loaded, by the spelling of the grants. */
    querySync(descriptor: Deno.PermissionDescriptor): Deno.PermissionStatus {
      return statuses.make(isGranted(grants, read(descriptor)))
    }

    request(descriptor: Deno.PermissionDescriptor): Promise<Deno.PermissionStatus> {
      return this.query(descriptor)
    }

    requestSync(descriptor: Deno.PermissionDescriptor): Deno.PermissionStatus {
      return this.querySync(descriptor)
    }

    async revoke(_descriptor: Deno.PermissionDescriptor): Promise<never> {
      throw notRevoked()
    }

    revokeSync(_descriptor: Deno.PermissionDescriptor): never {
      throw notRevoked()
    }
  }

  return { Permissions: harden(Permissions), permissions: harden(new Permissions(key)) }
}
