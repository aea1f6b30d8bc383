/** The page of a link, such as `alerts/alerts`; undefined when it is none of ours. */
export function pageOf(url: unknown): string | undefined {
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined
  const { protocol, pathname } = new URL(url)
  if (!/^https?:$/.test(protocol)) return undefined
  const [, plugin, page] = /^\/overlay\/([a-z][a-z0-9-]{1,38})\/([a-z0-9-]+)$/.exec(pathname) ?? []
  return plugin && page ? `${plugin}/${page}` : undefined
}
