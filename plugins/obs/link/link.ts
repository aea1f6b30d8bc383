import { EventSubscription, type OBSEventTypes, type OBSRequestTypes, OBSWebSocket } from 'obs-websocket-js/json'
import type { Clock } from '../clock.ts'
import { backOffMs } from './back-off.ts'
import { type Farewell, farewellOf } from './farewell.ts'
import { type Ask, type AskAll, createRequests, ObsRefusal, REFUSED } from './requests.ts'

/** connecting -> ready -> waiting -> connecting …; refused waits longer, since only people mend it; stopped from anywhere. */
export type LinkState =
  | { readonly state: 'connecting' | 'stopped' }
  | { readonly state: 'ready'; readonly obsVersion: string }
  | { readonly state: 'waiting' | 'refused'; readonly sentence: string }

export type Address = { readonly url: string; readonly password: string | undefined }

/** What OBS tells of itself while the line is up. */
export type Told = { readonly [E in Heard]: (data: OBSEventTypes[E]) => void }
type Heard =
  | 'CurrentProgramSceneChanged'
  | 'SceneItemEnableStateChanged'
  | 'SourceFilterEnableStateChanged'
  | 'MediaInputPlaybackStarted'
  | 'MediaInputPlaybackEnded'

type Parts = {
  readonly address: Address
  readonly clock: Clock
  readonly told: Told
  /** The line is up: what is known of OBS is read anew. The line counts as ready once it resolves. */
  readonly onReady: (ask: Ask) => Promise<void>
  readonly onState: (state: LinkState) => void
}

const CONNECT_MS = 10_000
const REFUSED_MS = 300_000

const { Scenes, SceneItems, Filters, MediaInputs } = EventSubscription
const HEARD = Scenes | SceneItems | Filters | MediaInputs

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

type Line = ReturnType<typeof openLine>

/** One connection from its first byte to its last. */
function openLine({ address, clock, told }: { readonly address: Address; readonly clock: Clock; readonly told: Told | undefined }) {
  const obs = new OBSWebSocket()
  const close = () => void obs.disconnect().catch(() => {})
  let known: ReadonlySet<string> | undefined
  const requests = createRequests({
    // The library's own types were checked where the request was made.
    send: (type, data) => obs.call(type, data as OBSRequestTypes[typeof type]),
    sendAll: (all) => obs.callBatch([...all], { haltOnFailure: true }),
    clock,
    onSilence: close,
  })
  const ended = new Promise<Farewell>((resolve) => {
    obs.once('ConnectionClosed', (error) => {
      const farewell = farewellOf(error, address.url)
      requests.abandon(farewell.sentence)
      resolve(farewell)
    })
  })
  // An error on the line is followed by its close; without a listener the library would throw it.
  obs.on('ConnectionError', () => {})
  if (told) listen(obs, told)

  const ask: Ask = async (type, data) => {
    if (known && !known.has(type)) throw new ObsRefusal(REFUSED.unknownRequest, `${type} is not known here; a newer OBS knows it`)
    return requests.ask(type, data)
  }

  async function identify(): Promise<string> {
    const cancel = clock.after(CONNECT_MS, close)
    try {
      await obs.connect(address.url, address.password, { eventSubscriptions: told ? HEARD : EventSubscription.None })
      const { obsVersion, availableRequests } = await ask('GetVersion')
      known = new Set(availableRequests)
      return obsVersion
    } finally {
      cancel()
    }
  }

  return { ready: identify(), ask, askAll: requests.askAll, ended, close }
}

function listen(obs: OBSWebSocket, told: Told): void {
  obs.on('CurrentProgramSceneChanged', told.CurrentProgramSceneChanged)
  obs.on('SceneItemEnableStateChanged', told.SceneItemEnableStateChanged)
  obs.on('SourceFilterEnableStateChanged', told.SourceFilterEnableStateChanged)
  obs.on('MediaInputPlaybackStarted', told.MediaInputPlaybackStarted)
  obs.on('MediaInputPlaybackEnded', told.MediaInputPlaybackEnded)
}
