import { TURNS } from '../protocol.ts'

/** What waits for a thread: in the order it came, but what is urgent first. */
export type Turns<T> = {
  add(one: T): void
  /** Whose turn it is. */
  next(): T | undefined
  /** One delivery of it begins. */
  began(one: T): void
  /** All of it has begun. */
  remove(one: T): void
  isEmpty(): boolean
}

/** What is not urgent has a turn once so many others began since its last, or else it would never run while the host keeps what is urgent coming. */
export function createTurns<T extends { readonly urgent: boolean }>(): Turns<T> {
  const urgent: T[] = []
  const others: T[] = []
  let row = 0

  return {
    add: (one) => void (one.urgent ? urgent : others).push(one),
    next: () => (row >= TURNS - 1 ? (others[0] ?? urgent[0]) : (urgent[0] ?? others[0])),
    began(one) {
      row = one.urgent ? row + 1 : 0
    },
    remove: (one) => void (one.urgent ? urgent : others).shift(),
    isEmpty: () => urgent.length === 0 && others.length === 0,
  }
}
