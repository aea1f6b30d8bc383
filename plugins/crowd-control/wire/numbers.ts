/** What a message to the game is. */
export const REQUEST = { test: 0x00, start: 0x01, stop: 0x02, login: 0xf0, keepAlive: 0xff } as const

/** What a message of the game is. */
export const RESPONSE = {
  ...{ effectRequest: 0x00, effectStatus: 0x01, genericEvent: 0x10, login: 0xf0, loginSuccess: 0xf1, gameUpdate: 0xfd },
  ...{ disconnect: 0xfe, keepAlive: 0xff },
} as const

/** How an effect goes, or what became of a kind of effects. */
export const STATUS = {
  ...{ success: 0x00, failure: 0x01, unavailable: 0x02, retry: 0x03, queue: 0x04, running: 0x05, paused: 0x06, resumed: 0x07 },
  ...{ finished: 0x08, wait: 0x09, remoteScheduled: 0x0a, visible: 0x80, notVisible: 0x81, selectable: 0x82, notSelectable: 0x83 },
  notReady: 0xff,
} as const

/** The word for what a game wrote: most write the number, newer ones the word; undefined for what is neither. */
export function wordOf<T extends Readonly<Record<string, number>>>(table: T, value: unknown): keyof T | undefined {
  const wanted = typeof value === 'string' ? value.toLowerCase() : value
  return Object.keys(table).find((word) => table[word] === wanted || word.toLowerCase() === wanted)
}
