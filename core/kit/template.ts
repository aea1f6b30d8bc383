import type { UnifiedEvent } from '../../schemas/types.ts'

/** Makes a viewer's text harmless where it goes: a JSON string, a console's argument, an XML text. */
export type Encode = (text: string) => string

/** What a template may name: the words in braces of `{user} gave {count} {gift}`. */
export type Values = Readonly<Record<string, string | number | undefined>>

const MAX_CHARS = 200

/** What templates know of an event. */
export function valuesOf({ eventType, eventId, user, value, payload }: UnifiedEvent): Values {
  const fields = payload as Readonly<Record<string, unknown>>
  const said = (name: string) => {
    const value = fields[name]
    return typeof value === 'string' || typeof value === 'number' ? value : undefined
  }
  return {
    ...{ event: eventType, eventId },
    ...{ user: user?.safeName ?? said('tipperName'), userId: user?.userId, username: user?.uniqueId },
    ...{ gift: said('giftName'), giftId: said('giftId'), count: said('giftCount') ?? said('likeCount') ?? 1, coins: said('coins') ?? 0 },
    ...{ message: said('message') ?? said('comment') ?? said('question'), likes: said('totalLikeCount'), viewers: said('viewerCount') },
    amount: moneyOf(value),
  }
}

/** Puts values in place of `{name}`; texts are encoded and cut to 200 characters, and what is not known is left out. Braces that name nothing stay. */
export function fill(template: string, values: Values, encode: Encode): string {
  return template.replace(/\{([a-zA-Z]+)\}/g, (whole, name: string) => {
    if (!Object.hasOwn(values, name)) return whole
    const value = values[name]
    if (typeof value === 'number') return String(value)
    return encode(
      Array.from(value ?? '')
        .slice(0, MAX_CHARS)
        .join(''),
    )
  })
}

/** For example `5.00 EUR`; every currency that is paid in here has cents. */
const moneyOf = ({ amountCents, currency = '' }: UnifiedEvent['value'] = {}) =>
  amountCents === undefined ? undefined : `${(amountCents / 100).toFixed(2)} ${currency}`.trim()
