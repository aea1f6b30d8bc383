/** Each Node line knows others of these; a flag that Node does not know would end it. */
const CLOSED = [
  '--no-addons',
  '--no-warnings',
  '--no-experimental-fetch',
  '--no-experimental-websocket',
  '--no-experimental-sqlite',
  '--disable-sigusr1',
]

/**
 * How Node runs a runner: reading these folders, starting threads, and nothing else. Answers no permission flag for a Node without them,
 * which `hasPermissions` tells. The flags are `--experimental-permission` in Node 20 and `--permission` since 22.13 (nodejs.org/api/permissions.html).
 * No flag of V8 is among them: with any, V8 passes over all that was compiled beforehand, ours and Node's own, and a plugin starts in twice the time.
 */
export function nodeFlags(
  readable: readonly string[],
  known: ReadonlySet<string> = process.allowedNodeEnvironmentFlags,
): readonly string[] {
  const permission = ['--permission', '--experimental-permission'].find((flag) => known.has(flag))
  const allowed = ['--allow-worker', ...readable.map((folder) => `--allow-fs-read=${folder}`)]
  return [...(permission ? [permission, ...allowed] : []), ...CLOSED.filter((flag) => known.has(flag))]
}

/** Whether Node can be kept from files and programs. */
export function hasPermissions(known: ReadonlySet<string> = process.allowedNodeEnvironmentFlags): boolean {
  return known.has('--permission') || known.has('--experimental-permission')
}
