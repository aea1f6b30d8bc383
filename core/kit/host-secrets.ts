/**
 * Secrets of several services in one setting: `name@host=value`, with spaces between. The host is part of the name, so that who changes where something
 * goes has to enter its secret again. A name may have several, the newest first.
 */
export function secretsOf(setting: string, name: string, { host }: Pick<URL, 'host'>): readonly string[] {
  const start = `${name}@${host}=`
  return setting.split(/\s+/).flatMap((word) => (word.startsWith(start) ? [word.slice(start.length)] : []))
}
