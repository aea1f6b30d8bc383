import type { KeyValue } from '#sdk'
import { createLately } from '#sdk/lately'
import { createTurns } from '#sdk/turns'
import type { MenuItem } from './item.ts'
import { MenuProblem } from './problem.ts'

/** What a new item says of itself, and what a change does. */
export type ItemSent = Partial<Omit<MenuItem, 'id' | 'action'>> & {
  /** Another word for a price in cents. */
  readonly priceCents?: number
  /** null takes it away. */
  readonly action?: MenuItem['action'] | null
  /** From 0, where it is to stand. */
  readonly position?: number
}

/** All of them are kept as one value, which holds 64 KiB. */
const MAX_ITEMS = 40
/** Of removed items that can come back. */
const MAX_REMOVED = 10
const MAX_INPUT_BYTES = 400

type Parts = {
  readonly kv: KeyValue
  readonly currency: string
  readonly changed: () => void
  /** Rejects with what the plugin that acts would say to what the item calls. */
  readonly check: (item: MenuItem) => Promise<void>
}

/** The items, in order. Everything rejects with MenuProblem. */
export function createMenu({ kv, currency, changed, check }: Parts) {
  const inTurn = createTurns()
  // Both are written here.
  const read = async (key: 'items' | 'removed') => ((await kv.get(key)) as readonly MenuItem[] | undefined) ?? []

  const lately = createLately(() => read('items'))

  async function keep(items: readonly MenuItem[]): Promise<void> {
    await kv.set('items', items)
    lately.note(items)
    changed()
  }

  /** By id, or by title. */
  function named(items: readonly MenuItem[], name: string): MenuItem {
    const found = items.find(({ id }) => id === name) ?? items.find(({ title }) => title.toLowerCase() === name.toLowerCase())
    if (!found) throw new MenuProblem('ITEM_UNKNOWN', `There is no item ${name.slice(0, 80)}`)
    return found
  }

  async function put(item: MenuItem, position?: number): Promise<MenuItem> {
    const items = await read('items')
    const before = items.findIndex(({ id }) => id === item.id)
    const others = items.filter(({ id }) => id !== item.id)
    if (others.length >= MAX_ITEMS) throw new MenuProblem('MENU_FULL', `There are ${MAX_ITEMS} items; remove one first`)
    const at = position ?? (before < 0 ? others.length : before)
    await keep([...others.slice(0, at), item, ...others.slice(at)])
    return item
  }

  async function make({ position, ...sent }: ItemSent): Promise<MenuItem> {
    const base = { id: '', title: '', category: 'custom', price: 0, unit: 'coins', on: true, match: 'exact' } as const
    const item = priced({ ...changedBy(base, sent), id: `item-${await kv.sum('made', 1)}` }, currency)
    await check(item)
    return put(item, position)
  }

  async function change(name: string, { position, ...sent }: ItemSent): Promise<MenuItem> {
    const item = priced(changedBy(named(await read('items'), name), sent), currency)
    if (sent.action || sent.unit || sent.priceCents !== undefined) await check(item)
    return put(item, position)
  }

  async function remove(name: string): Promise<MenuItem> {
    const items = await read('items')
    const item = named(items, name)
    await kv.set('removed', [item, ...(await read('removed'))].slice(0, MAX_REMOVED))
    await keep(items.filter(({ id }) => id !== item.id))
    return item
  }

  async function restore(name: string | undefined): Promise<MenuItem> {
    const removed = await read('removed')
    const item = name === undefined ? removed[0] : named(removed, name)
    if (!item) throw new MenuProblem('ITEM_UNKNOWN', 'No item was removed')
    await put(item)
    await kv.set(
      'removed',
      removed.filter(({ id }) => id !== item.id),
    )
    return item
  }

  async function toggle(name: string, wanted: boolean | undefined): Promise<MenuItem> {
    const item = named(await read('items'), name)
    return put({ ...item, on: wanted ?? !item.on })
  }

  return {
    list: () => read('items'),
    /** As it was within the last second, which is enough to order by. */
    listLately: lately.get,
    get: async (name: string) => named(await read('items'), name),
    make: (sent: ItemSent) => inTurn(() => make(sent)),
    change: (name: string, sent: ItemSent) => inTurn(() => change(name, sent)),
    remove: (name: string) => inTurn(() => remove(name)),
    /** The one that was removed last when none is named. */
    restore: (name?: string) => inTurn(() => restore(name)),
    toggle: (name: string, on?: boolean) => inTurn(() => toggle(name, on)),
  }
}

export type Menu = ReturnType<typeof createMenu>

function changedBy(item: MenuItem, { priceCents, action, ...sent }: Omit<ItemSent, 'position'>): MenuItem {
  const { action: before, ...rest } = item
  const wanted = action === undefined ? before : action
  if (wanted && JSON.stringify(wanted).length > MAX_INPUT_BYTES)
    throw new MenuProblem('ITEM_INVALID', `What an item calls is at most ${MAX_INPUT_BYTES} characters long`)
  return { ...rest, ...sent, ...(priceCents !== undefined && { price: priceCents, unit: 'cents' }), ...(wanted && { action: wanted }) }
}

/** Coins have no currency; of cents it is the usual one. */
function priced({ currency: own, ...item }: MenuItem, usual: string): MenuItem {
  const currency = item.unit === 'cents' ? (own ?? usual) : ''
  return { ...item, ...(currency && { currency }) }
}
