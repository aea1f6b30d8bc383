/** A path as it is typed behind a command: in quotes where it needs them. */
export function argument(path: string): string {
  return /^[\w@%+=:,./\\~-]+$/.test(path) ? path : `"${path.replaceAll(/["$`]/g, '\\$&')}"`
}
