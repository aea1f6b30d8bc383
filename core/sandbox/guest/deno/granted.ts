import type { Permissions } from '../../../../schemas/types.ts'
import type { PermissionDescriptor } from '../../powers.ts'

/**
 * Whether the grants that a plugin was loaded with cover it, by their spelling alone: the core, which knows real paths, may say otherwise.
 * Without a detail all of the power is asked for, which lists do not give.
 */
export function isGranted(grants: Permissions, descriptor: PermissionDescriptor): boolean {
  switch (descriptor.name) {
    case 'net':
      return isHostListed(grants.net, descriptor.host)
    case 'read':
    case 'write':
      return (grants[descriptor.name] ?? []).some((granted) => isWithin(granted, descriptor.path ?? '/'))
    case 'env':
      return isListed(grants.env, descriptor.variable)
    case 'run':
      return isListed(grants.run, descriptor.command)
    default:
      return false
  }
}

const isListed = (list: readonly string[] | undefined, what: string | undefined) => what !== undefined && (list?.includes(what) ?? false)

/** Ranges of addresses are the core's business: the answer for an address in one is "denied" here. */
function isHostListed(list: readonly string[] | undefined, host: string | undefined): boolean {
  if (host === undefined) return false
  const [, hostname = host, port = ''] = /^(.*?)(:\d+)?$/.exec(host) ?? []
  return (list ?? []).some((granted) => {
    if (granted === host || granted === hostname) return true
    const below = granted.startsWith('*.') ? granted.slice(2) : undefined
    return below !== undefined && [hostname, `${hostname}${port}`].some((name) => name === below || name.endsWith(`.${below}`))
  })
}

function isWithin(granted: string, path: string): boolean {
  const [folder, place] = [partsOf(granted), partsOf(path)]
  return folder.every((part, at) => part === place[at]) && place[folder.length] !== '..'
}

/** The names on the way, where '' first stands for the root and '.' for the plugin's own folder. */
function partsOf(path: string): readonly string[] {
  const parts: string[] = [path.startsWith('/') ? '' : '.']
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 1 && parts.at(-1) !== '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts
}
