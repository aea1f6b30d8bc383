/** Each Node line knows others of these; a flag that Node does not know would end it. */
const CLOSED = [
  '--no-addons',
  '--no-warnings',
  '--no-experimental-fetch',
  '--no-experimental-websocket',
  '--no-experimental-sqlite',
  '--disable-sigusr1',
]

/** The runner itself only passes bytes on; with room for more it takes 20 MB more in a flood. Its threads have limits of their own. */
const MEMORY = '--max-semi-space-size=4'

/**
 * How Node runs a runner: reading these folders, starting threads, and nothing else. Answers no permission flag for a Node without them,
 * which `hasPermissions` tells. The flags are `--experimental-permission` in Node 20 and `--permission` since 22.13 (nodejs.org/api/permissions.html).
 */
export function nodeFlags(
  readable: readonly string[],
  known: ReadonlySet<string> = process.allowedNodeEnvironmentFlags,
): readonly string[] {
  const permission = ['--permission', '--experimental-permission'].find((flag) => known.has(flag))
  const allowed = ['--allow-worker', ...readable.map((folder) => `--allow-fs-read=${folder}`)]
  return [...(permission ? [permission, ...allowed] : []), ...CLOSED.filter((flag) => known.has(flag)), MEMORY]
}

/** Whether Node can be kept from files and programs. */
export function hasPermissions(known: ReadonlySet<string> = process.allowedNodeEnvironmentFlags): boolean {
  return known.has('--permission') || known.has('--experimental-permission')
}
