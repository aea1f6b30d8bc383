import type { EventOf, Host, Plugin } from '#sdk'
import { showMenu } from './board.ts'
import { createCreators } from './creators.ts'
import { createItemCheck } from './item-check.ts'
import { createMenu, type ItemSent } from './menu.ts'
import { createOrders } from './orders.ts'
import { answer } from './routes.ts'
import { readSettings } from './settings.ts'

type Named = { readonly item: string }

function open(host: Host) {
  const { currency, creatorId, ...look } = readSettings(host.settings)
  const creators = createCreators(host.kv, creatorId)
  const show = () => {
    showMenu(host, { list: menu.list, creators, look }).catch((error) =>
      host.log.warn('The menu could not be shown', { error: String(error) }),
    )
  }
  const menu = createMenu({ kv: host.kv, currency, changed: show, check: createItemCheck(host.actions) })
  const order = createOrders({ kv: host.kv, list: menu.listLately, language: look.language })
  const begin = async ({ streamId, source }: EventOf<'tip' | 'gift' | 'streamStart'>) => {
    if (source !== 'simulator' && (await creators.note(streamId))) show()
  }
  return { menu, creators, order, begin, show }
}

let parts: ReturnType<typeof open>

export default {
  start(host) {
    parts = open(host)
    parts.show()
  },
  on: {
    streamStart: (event) => parts.begin(event),
    async tip(event, host) {
      await parts.begin(event)
      await parts.order(event, host)
    },
    async gift(event, host) {
      await parts.begin(event)
      await parts.order(event, host)
    },
  },
  actions: {
    list: () => parts.menu.list(),
    create: (item: ItemSent) => parts.menu.make(item),
    toggle: ({ item, on }: Named & { on?: boolean }) => parts.menu.toggle(item, on),
    remove: ({ item }: Named) => parts.menu.remove(item),
    restore: ({ item }: Partial<Named>) => parts.menu.restore(item),
  },
  fetch: (request) => answer(request, parts),
} satisfies Plugin
