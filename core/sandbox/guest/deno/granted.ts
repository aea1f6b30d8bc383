import type { Permissions } from '../../../../schemas/types.ts'
import type { PermissionDescriptor } from '../../powers.ts'

/**
 * Whether the grants that a plugin was loaded with cover it, by their spelling alone: the core, which knows real paths, may say otherwise.
 * Without a detail all of the power is asked for, which lists never give.
 */
export function isGranted(grants: Permissions, descriptor: PermissionDescriptor): boolean {
  switch (descriptor.name) {
    case 'net':
      return isListed(grants.net, descriptor.host) || isListed(grants.net, descriptor.host?.replace(/:\d+$/, ''))
    case 'read':
    case 'write':
      return (grants[descriptor.name] ?? []).some((granted) => isWithin(granted, descriptor.path))
    case 'env':
      return isListed(grants.env, descriptor.variable)
    case 'run':
      return isListed(grants.run, descriptor.command)
    default:
      return false
  }
}

const isListed = (list: readonly string[] | undefined, what: string | undefined) => what !== undefined && (list?.includes(what) ?? false)

function isWithin(granted: string, path: string | undefined): boolean {
  if (path === undefined || path.split(/[/\\]/).includes('..')) return false
  const folder = granted.replace(/\/+$/, '')
  return path === granted || path === folder || path.startsWith(`${folder}/`)
}
