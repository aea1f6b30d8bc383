import { resolve } from 'node:path'
import type { Permissions } from '../../../../schemas/types.ts'
import type { PermissionDescriptor } from '../../powers.ts'
import { isNetGranted, isTyped } from '../net/grants.ts'
import { readHostPort } from '../net/hosts.ts'
import type { Grants } from '../power.ts'
import { type OffLimits, whyOffLimits } from './off-limits.ts'
import { placedPath } from './packages.ts'
import { isCovered } from './paths.ts'

type At = OffLimits & { readonly folder: string; readonly packages: string }

/**
 * What a plugin is told about its grants. Without a host, path, variable or command it asks for all of them, which only a path can
 * cover. Looks at nothing but the grants: a path that is granted may still lead, over a link, to one that is not.
 */
export function isGranted(grants: Grants, descriptor: PermissionDescriptor, at: At): boolean {
  switch (descriptor.name) {
    case 'net':
      return isHostGranted(grants, descriptor.host)
    case 'read':
    case 'write':
      return isPathGranted(grants, descriptor.name, resolve(at.folder, placedPath(descriptor.path ?? '/', at.packages)), at)
    case 'env':
      return descriptor.variable !== undefined && (grants.env ?? []).includes(descriptor.variable)
    case 'run':
      return descriptor.command !== undefined && (grants.run ?? []).includes(descriptor.command)
    default:
      return false
  }
}

function isHostGranted({ net, typed = [], typedPublic = [] }: Grants, host = ''): boolean {
  const target = readHostPort(host)
  return target !== undefined && (isNetGranted(net, target.hostname, target.port) || isTyped([...typed, ...typedPublic], target))
}

function isPathGranted(grants: Permissions, power: 'read' | 'write', path: string, at: At): boolean {
  return whyOffLimits(at, { power, path, ...at }) === undefined && isCovered(path, grants[power] ?? [], at.folder)
}
