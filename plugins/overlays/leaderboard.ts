import type { Board, OverlaySettings } from './settings.ts'
import type { Person } from './tally.ts'
import { TEXTS } from './texts.ts'

export type Row = {
  readonly id: string
  readonly name: string
  readonly picture?: string
  /** Coins, likes, or cents of the currency. */
  readonly amount: number
  /** ISO 4217. */
  readonly currency?: string
  /** What so many are called, where it is no money. */
  readonly unit?: string
}

export type BoardShown = { readonly board: Board; readonly title: string; readonly rows: readonly Row[] }

/** What the page of the leaderboard is sent: who gave most in this live. */
export type Leaderboard = { readonly boards: readonly BoardShown[] }

type Scored = Omit<Row, 'id' | 'name' | 'picture'> & { readonly person: Person }
type PictureOf = (avatarUrl: string | undefined) => string | undefined

/** The boards that the settings ask for, each with its first few. */
export function leaderboardOf(people: Iterable<Person>, settings: OverlaySettings, pictureOf: PictureOf = () => undefined): Leaderboard {
  const { boards, units } = TEXTS[settings.language]
  const all = [...people]
  return {
    boards: settings.boards.map((board) => ({
      board,
      title: boards[board],
      rows: firstOf(all.flatMap(SCORES[board]), settings.boardRows).map((scored) => rowOf(scored, { units: units[board], pictureOf })),
    })),
  }
}

const SCORES: Readonly<Record<Board, (person: Person) => readonly Scored[]>> = {
  gifters: (person) => (person.coins > 0 ? [{ person, amount: person.coins }] : []),
  likers: (person) => (person.likes > 0 ? [{ person, amount: person.likes }] : []),
  tippers: (person) => Object.entries(person.cents).flatMap(([currency, amount]) => (amount > 0 ? [{ person, amount, currency }] : [])),
}

/** Money of different currencies cannot be compared: that which is tipped by most people comes first, then the next. */
function firstOf(scored: readonly Scored[], rows: number): readonly Scored[] {
  const people = new Map<string | undefined, number>()
  for (const { currency } of scored) people.set(currency, (people.get(currency) ?? 0) + 1)
  const sizeOf = ({ currency }: Scored) => people.get(currency) ?? 0
  const compare = (a: Scored, b: Scored) =>
    sizeOf(b) - sizeOf(a) || (a.currency ?? '').localeCompare(b.currency ?? '') || b.amount - a.amount
  const first: Scored[] = []
  for (const one of scored) {
    const last = first[rows - 1]
    if (last && compare(last, one) <= 0) continue
    const place = first.findIndex((other) => compare(one, other) < 0)
    first.splice(place < 0 ? first.length : place, 0, one)
    if (first.length > rows) first.pop()
  }
  return first
}

type Words = { readonly units: readonly [one: string, more: string] | undefined; readonly pictureOf: PictureOf }

function rowOf({ person, amount, currency }: Scored, { units, pictureOf }: Words): Row {
  const picture = pictureOf(person.avatarUrl)
  const id = currency === undefined ? person.id : `${person.id} ${currency}`
  return {
    id,
    name: person.name,
    amount,
    ...(currency && { currency }),
    ...(units && { unit: units[amount === 1 ? 0 : 1] }),
    ...(picture && { picture }),
  }
}
