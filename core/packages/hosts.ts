/** Addresses that are names of things and not places to go to. */
const NAMES_ONLY: ReadonlySet<string> = new Set(['www.w3.org', 'json-schema.org', 'schema.org'])

/** The hosts of the addresses that texts begin with, each once, with the port where one is said. */
export function hostsIn(texts: readonly string[]): readonly string[] {
  const found = texts.flatMap((text) => /^(?:https?|wss?):\/\/([a-z0-9.-]+(?::\d+)?)/i.exec(text)?.[1]?.toLowerCase() ?? [])
  return [...new Set(found)].filter((host) => !NAMES_ONLY.has(host))
}

/** Whether one of the asks covers a host: itself, with or without its port, or by a star. */
export function isAskedFor(host: string, asks: readonly string[]): boolean {
  const name = host.replace(/:\d+$/, '')
  return asks.some((ask) => {
    const [, wild, rest = ''] = /^(\*\.)?(.*)$/.exec(ask.toLowerCase()) ?? []
    if (rest === host || rest === name) return true
    if (rest.replace(/:\d+$/, '') === name && !host.includes(':')) return true
    return wild !== undefined && name.endsWith(`.${rest.replace(/:\d+$/, '')}`)
  })
}
