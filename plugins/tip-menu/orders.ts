import type { EventOf, Host } from '#sdk'
import { createModeration } from '#sdk/moderation'
import type { Ordered } from './board.ts'
import { fill } from './fill.ts'
import type { MenuItem } from './item.ts'
import type { Menu } from './menu.ts'
import { orderedBy, type Payment, paymentOf } from './payment.ts'
import type { MenuSettings } from './settings.ts'

/** What is delivered again is not long ago. */
const REMEMBERED = 200

type Parts = { readonly kv: Host['kv']; readonly list: Menu['listLately']; readonly language: MenuSettings['language'] }

/** Who is called what moderation hides. */
const SOMEBODY = { en: 'Somebody', es: 'Alguien' }

/** Carries out what is ordered by a tip or a gift. */
export function createOrders({ kv, list, language }: Parts) {
  const { hidesName, hidesText } = createModeration()
  // Written below: numbers of the events that were carried out.
  const done = async () => ((await kv.get('done')) as readonly number[] | undefined) ?? []

  /** The words of it that may be shown and said. */
  async function fit({ name, message, ...payment }: Payment, { actions }: Host): Promise<Payment> {
    const [isNameHidden, isMessageHidden] = await Promise.all([hidesName(actions, name), hidesText(actions, message)])
    return { ...payment, name: isNameHidden ? SOMEBODY[language] : name, message: isMessageHidden ? '' : message }
  }

  async function carryOut({ action, title }: MenuItem, { name, message }: Payment, { actions }: Host): Promise<void> {
    if (!action) return
    await actions.call(action.id, fill(action.input ?? {}, { name, message, item: title })).catch(lasting)
  }

  /** What the event orders, carried out once; when it fails, so does the delivery, and the host tries it again. */
  return async (event: EventOf<'tip' | 'gift'>, host: Host): Promise<void> => {
    const given = paymentOf(event)
    const item = orderedBy(given, await list())
    if (!item) return
    const payment = await fit(given, host)
    // A dead letter comes again as another event.
    const key = event.replay?.of ?? event.seqNo
    const isNew = key === 0 || !(await done()).includes(key)
    if (isNew) {
      await carryOut(item, payment, host)
      if (key !== 0) await kv.set('done', [...(await done()), key].slice(-REMEMBERED))
      host.publish('ordered', { id: item.id, name: payment.name } satisfies Ordered)
    }
    const { id: itemId, title, category } = item
    host.emit({ eventType: 'custom', payload: { name: 'menu.ordered', data: { itemId, title, category, name: payment.name } } })
  }
}

/** What is not granted, or not there, is not so in a moment either. */
function lasting(error: unknown): never {
  const cause = error instanceof Error ? error : new Error(String(error))
  const isLasting = cause.name === 'NotCapable' || /^There is no action|^Input of /.test(cause.message)
  throw isLasting ? Object.assign(new Error(cause.message), { name: 'PermanentError' }) : cause
}
