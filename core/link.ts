import type { PluginStatus } from './plugins/plugin.ts'
import type { Keys } from './serve/keys.ts'

/** An address of the host, and the key it needs where that is not part of it. */
export type Link = { readonly name: string; readonly address: string; readonly key?: string }

type Parts = {
  readonly url: string
  /** The link that signs a browser in, once. */
  readonly dashboard: string
  readonly keys: Keys
  readonly plugins: readonly PluginStatus[]
}

/** Every address of a host that somebody opens or connects to, each with the key it needs. */
export function linksOf({ url, dashboard, keys, plugins }: Parts): readonly Link[] {
  const pages = plugins.flatMap(({ id, overlays, state }) =>
    state === 'disabled'
      ? []
      : overlays.map(({ page, title }) => ({ name: `OBS ${title}`, address: `${url}/overlay/${id}/${page}#key=${keys.overlay}` })),
  )
  const isStaged = plugins.some(({ overlays, state }) => state !== 'disabled' && overlays.some(({ stage }) => stage))
  return [
    { name: 'Dashboard', address: dashboard },
    ...(isStaged ? [{ name: 'OBS, all in one', address: `${url}/overlay/stage/all#key=${keys.overlay}` }] : []),
    ...pages,
    { name: 'Games', address: `${url.replace('http', 'ws')}/ws`, key: keys.game },
  ]
}

/** A link as the console shows it. */
export function linkLine({ name, address, key }: Link): string {
  return `    ${name.padEnd(16)}  ${address}${key ? `  key ${key}` : ''}`
}
