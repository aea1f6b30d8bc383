import type { Revoked } from '../../schemas/types.ts'
import { HostError } from '../base/errors.ts'
import { hashFolder } from './folder-hash.ts'

type Suspect = { readonly id: string; readonly version: string; readonly folder: string; readonly grantHash?: string | undefined }

/** Why a plugin must not run, as the list of revoked plugins says; undefined when it is not on it. Rejects with PLUGIN_TOO_LARGE. */
export async function revocationOf({ id, version, folder, grantHash }: Suspect, revoked: Revoked): Promise<string | undefined> {
  const named = revoked.find((entry) => 'id' in entry && entry.id === id && entry.version === version)
  if (named) return named.reason
  const hashes = new Map(revoked.flatMap((entry) => ('hash' in entry ? [[entry.hash, entry.reason]] : [])))
  // To hash a folder takes a while, so it is done only where there is something to compare with.
  if (hashes.size === 0) return undefined
  return hashes.get(grantHash ?? '') ?? hashes.get(await hashFolder(folder))
}

/** What is told to who would run it all the same. */
export function revokedError(id: string, reason: string): HostError {
  return new HostError('PLUGIN_REVOKED', `${id} was revoked: ${reason}`, { plugin: id })
}
