/** How much is measured: enough for a figure, enough to see that every part runs, or everything. */
export type Sizes = {
  /** Of the comparisons with others and with the limit. */
  readonly events: number
  /** So many of ours come before those that are counted, and others work for so long: about as long. What an engine compiles in its first seconds says little of a live. */
  readonly warmUp: number
  readonly warmUpMs: number
  readonly backlog: number
  readonly urgentSamples: number
  /** How many plugins there are where it is not the question. */
  readonly some: number
  readonly floods: readonly number[]
  readonly floodSeconds: number
  /** How many plugins take how many events. */
  readonly plugins: readonly (readonly [plugins: number, events: number])[]
  readonly logs: readonly number[]
  readonly sockets: readonly number[]
  readonly socketGifts: number
}

export const NORMAL: Sizes = {
  events: 100_000,
  warmUp: 200_000,
  warmUpMs: 3000,
  backlog: 20_000,
  urgentSamples: 100,
  some: 5,
  floods: [2000, 10_000, 30_000],
  floodSeconds: 5,
  plugins: [
    [1, 100_000],
    [5, 100_000],
    [20, 40_000],
    [50, 15_000],
  ],
  logs: [1000, 10_000, 100_000, 1_000_000],
  sockets: [1, 100, 1000, 5000],
  socketGifts: 20,
}

export const LONG: Sizes = { ...NORMAL, logs: [...NORMAL.logs, 10_000_000] }

export const SHORT: Sizes = {
  events: 2000,
  warmUp: 1000,
  warmUpMs: 100,
  backlog: 1000,
  urgentSamples: 10,
  some: 2,
  floods: [500],
  floodSeconds: 0.5,
  plugins: [
    [1, 1000],
    [2, 1000],
  ],
  logs: [1000],
  sockets: [1, 10],
  socketGifts: 3,
}
