import { EventSubscription, type OBSEventTypes, type OBSRequestTypes, OBSWebSocket } from 'obs-websocket-js/json'
import type { Clock } from '#sdk/clock'
import { type Farewell, farewellOf } from './farewell.ts'
import { type Ask, createRequests, ObsRefusal, REFUSED } from './requests.ts'

export type Address = { readonly url: string; readonly password: string | undefined }

/** What OBS tells of itself while the line is up. */
export type Told = { readonly [E in Heard]: (data: OBSEventTypes[E]) => void }
type Heard =
  | 'CurrentProgramSceneChanged'
  | 'SceneItemEnableStateChanged'
  | 'SourceFilterEnableStateChanged'
  | 'MediaInputPlaybackStarted'
  | 'MediaInputPlaybackEnded'

const CONNECT_MS = 10_000
const { Scenes, SceneItems, Filters, MediaInputs } = EventSubscription
const HEARD = Scenes | SceneItems | Filters | MediaInputs

export type Line = ReturnType<typeof openLine>

/** One connection from its first byte to its last. */
export function openLine({ address, clock, told }: { readonly address: Address; readonly clock: Clock; readonly told: Told | undefined }) {
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
