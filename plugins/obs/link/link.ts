import type { Clock } from '#sdk/clock'
import { backOffMs } from './back-off.ts'
import { type Farewell, farewellOf } from './farewell.ts'
import { type Address, type Line, openLine, type Told } from './line.ts'
import type { Ask, AskAll } from './requests.ts'

/** connecting -> ready -> waiting -> connecting …; refused waits longer, since only people mend it; stopped from anywhere. */
export type LinkState =
  | { readonly state: 'connecting' | 'stopped' }
  | { readonly state: 'ready'; readonly obsVersion: string }
  | { readonly state: 'waiting' | 'refused'; readonly sentence: string }

type Parts = {
  readonly address: Address
  readonly clock: Clock
  readonly told: Told
  /** The line is up: what is known of OBS is read anew. The line counts as ready once it resolves. */
  readonly onReady: (ask: Ask) => Promise<void>
  readonly onState: (state: LinkState) => void
}

const REFUSED_MS = 300_000

export type Link = ReturnType<typeof createLink>

/** A line to OBS that comes back by itself. Between tries there is a pause that grows, and five minutes where the password is wrong. */
export function createLink({ address, clock, told, onReady, onState }: Parts) {
  let state: LinkState = { state: 'stopped' }
  let line: Line | undefined
  let failed = 0
  let cancelRetry = () => {}
  let trying: Promise<void> = Promise.resolve()

  function become(next: LinkState) {
    state = next
    onState(next)
  }

  async function attempt(): Promise<void> {
    become({ state: 'connecting' })
    const opened = openLine({ address, clock, told })
    line = opened
    try {
      const obsVersion = await opened.ready
      await onReady(opened.ask)
      if (line !== opened) return
      failed = 0
      become({ state: 'ready', obsVersion })
      void opened.ended.then((end) => line === opened && retry(end))
    } catch (error) {
      opened.close()
      if (line === opened) retry(farewellOf(error, address.url))
    }
  }

  function retry({ sentence, isFinal }: Farewell) {
    line = undefined
    failed += 1
    become({ state: isFinal ? 'refused' : 'waiting', sentence })
    cancelRetry = clock.after(isFinal ? REFUSED_MS : backOffMs(failed, clock.random), open)
  }

  function open() {
    cancelRetry()
    trying = attempt()
  }

  async function readyLine(): Promise<Line> {
    if (state.state === 'connecting') await trying
    if (line && state.state === 'ready') return line
    throw new Error('sentence' in state ? state.sentence : 'There is no line to OBS')
  }

  return {
    state: () => state,
    /** Begins, or tries again at once; resolves when it is known how that went. */
    async connect(): Promise<LinkState> {
      if (state.state !== 'ready' && state.state !== 'connecting') open()
      await trying
      return state
    },
    /** Waits for the first answer while it connects. Rejects with why there is no line. */
    ask: (async (type, data) => (await readyLine()).ask(type, data)) satisfies Ask as Ask,
    askAll: (async (requests) => (await readyLine()).askAll(requests)) satisfies AskAll as AskAll,
    /** A line of its own for one purpose, closed afterwards. */
    async apart<R>(work: (ask: Ask) => Promise<R>): Promise<R> {
      const own = openLine({ address, clock, told: undefined })
      try {
        await own.ready.catch((error: unknown) => {
          throw new Error(farewellOf(error, address.url).sentence)
        })
        return await work(own.ask)
      } finally {
        own.close()
      }
    },
    stop() {
      cancelRetry()
      const last = line
      line = undefined
      become({ state: 'stopped' })
      last?.close()
    },
  }
}
