import type { Host } from '#sdk'
import type { Creators } from './creators.ts'
import { type PublicItem, publicOf } from './item.ts'
import type { Menu } from './menu.ts'
import type { MenuSettings } from './settings.ts'

/** What the page in OBS is sent, whenever something changed and when it comes late. */
export type Board = {
  readonly items: readonly PublicItem[]
  readonly look: Pick<MenuSettings, 'language' | 'theme' | 'title' | 'perPage' | 'pageSeconds'>
}

/** What the page is told when something is ordered. */
export type Ordered = { readonly id: string; readonly name: string }

type Parts = { readonly list: Menu['list']; readonly creators: Creators; readonly look: Board['look'] }

/** Shows the menu: to its page, and to the rooms of /streaming as `menu.updated`. */
export async function showMenu(host: Pick<Host, 'publish'>, { list, creators, look }: Parts): Promise<void> {
  const items = await offered(list)
  host.publish('menu', { items, look } satisfies Board, { retain: true })
  host.publish('menu.updated', { creatorId: await creators.current(), items })
}

/** What viewers may see of the menu. */
export async function offered(list: Menu['list']): Promise<readonly PublicItem[]> {
  return (await list()).filter(({ on }) => on).map(publicOf)
}
