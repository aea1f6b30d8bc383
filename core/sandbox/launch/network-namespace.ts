import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const UNSHARE = '/usr/bin/unshare'
/** A user namespace, because only its owner may make a network namespace; then one that holds no network. */
const ALONE = ['-r', '-n', '--']
const TRY_LIMIT_MS = 5_000

/** What to put before a command so that it has no network. Rejects where the system has no such thing, or forbids it. */
export async function findNetworkNamespace(): Promise<readonly string[]> {
  if (process.platform !== 'linux') throw new Error(`There are no network namespaces on ${process.platform}`)
  const before = [UNSHARE, ...ALONE]
  await promisify(execFile)(UNSHARE, [...ALONE, UNSHARE, '--version'], { env: {}, timeout: TRY_LIMIT_MS })
  return before
}
