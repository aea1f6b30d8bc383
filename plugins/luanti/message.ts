import { plain } from '#sdk/plain'
import { fill, type Values } from '#sdk/template'
import type { Rule } from './settings.ts'

/** What the mod gets: an effect, what it takes, and who it is for. Texts are plain: the game's own escapes, for colours, are in none. */
export type Message = {
  /** Same when it comes again: the mod does it once. */
  readonly id: string
  readonly effect: string
  readonly text: string
  readonly item: string
  readonly amount: number
  readonly type: string
  readonly user: string
  readonly gift: string
  readonly count: number
  readonly coins: number
}

export function messageOf(values: Values, { effect, text, item, amount }: Rule, id: string): Message {
  const said = (name: string) => plain(String(values[name] ?? ''))
  return {
    ...{ id, effect, text: fill(text, values, plain), item, amount },
    ...{ type: said('event'), user: said('user'), gift: said('gift'), count: Number(values.count), coins: Number(values.coins) },
  }
}
