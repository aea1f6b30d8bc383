import type { KeyValue } from '#sdk'
import type { Clock } from '#sdk/clock'
import type { Told } from '../link/line.ts'
import type { Ask } from '../link/requests.ts'
import { type Channel, createChannel } from './channel.ts'
import type { Verdict, Wish } from './hold.ts'
import { createKept } from './kept.ts'
import { itemOf } from './scene-item.ts'
import { accessTo, type Target, type Value } from './target.ts'

type Parts = {
  readonly ask: Ask
  readonly kv: Pick<KeyValue, 'get' | 'set'>
  readonly clock: Clock
  readonly onScene: (scene: string) => void
  readonly onFault: (error: unknown) => void
}

/** How something is shown. */
export type How = Pick<Wish<Value>, 'priority' | 'forMs'>

type Place = { readonly target: Target; readonly channel: Channel<Value> }

/** A source, in the scene on air unless one is said. */
type Shown = { readonly source: string; readonly isShown: boolean; readonly scene?: string | undefined }

/** Of those that hold nothing the oldest are forgotten when there are more. */
const MAX_PLACES = 100
const SCENE: Target = { kind: 'scene' }

export type Stage = ReturnType<typeof createStage>

/** What is shown in OBS, and what comes back after it: one channel for the scene, one for each source and filter that was touched. */
export function createStage({ ask, kv, clock, onScene, onFault }: Parts) {
  const kept = createKept(kv)
  const places = new Map<string, Place>()
  /** The place of a scene item, by its scene and number. */
  const items = new Map<string, Target>()
  let loaded: Promise<void> | undefined
  let current = ''

  function channelOf(target: Target): Channel<Value> {
    const key = JSON.stringify(target)
    const known = places.get(key)
    if (known) return known.channel
    if (places.size >= MAX_PLACES) forgetIdle()
    const channel = createChannel<Value>({
      ...accessTo(target, ask),
      clock,
      onHeld: (held) => void kept.note(target, held).catch(onFault),
      onFault,
    })
    places.set(key, { target, channel })
    return channel
  }

  function forgetIdle() {
    for (const [key, { channel }] of places) if (places.size >= MAX_PLACES && !channel.isHolding()) places.delete(key)
    items.clear()
  }

  const sceneNow = async () => (await ask('GetCurrentProgramScene')).currentProgramSceneName

  function onAir(scene: string) {
    current = scene
    channelOf(SCENE).noticed(scene)
    onScene(scene)
  }

  /** What an earlier run, or a line that was down, did not bring back; but only where it is still as it was left. */
  async function bringBack(through: Ask): Promise<void> {
    loaded ??= kept.load()
    await loaded
    for (const { target, held } of kept.all()) {
      if (channelOf(target).isHolding()) continue
      const { read, write } = accessTo(target, through)
      if ((await read().catch(() => undefined)) === held.value) await write(held.back)
      await kept.note(target, undefined)
    }
  }

  return {
    /** The scene on air as OBS last told, which it does after a transition. */
    scene: () => current,
    sceneNow,
    switchTo: (scene: string, how: How): Promise<Verdict> => channelOf(SCENE).ask({ ...how, value: scene }),
    async show({ source, isShown, scene }: Shown, how: How): Promise<Verdict> {
      const target = { kind: 'source', scene: scene ?? (await sceneNow()), source } as const
      const { sceneName, sceneItemId } = await itemOf(target, ask)
      items.set(`${sceneItemId} ${sceneName}`, target)
      return channelOf(target).ask({ ...how, value: isShown })
    },
    filter: ({ source, filter, isOn }: { source: string; filter: string; isOn: boolean }, how: How): Promise<Verdict> =>
      channelOf({ kind: 'filter', source, filter }).ask({ ...how, value: isOn }),
    /** Ends all that is held for a time. */
    async end(): Promise<void> {
      await Promise.allSettled([...places.values()].map(({ channel }) => channel.end()))
    },
    /** A line is up: how OBS is now, and what is to come back. `through` is that line. */
    async follow(through: Ask): Promise<void> {
      onAir((await through('GetCurrentProgramScene')).currentProgramSceneName)
      for (const { target, channel } of places.values()) {
        if (target.kind === 'scene' || !channel.isHolding()) continue
        const value = await accessTo(target, through)
          .read()
          .catch(() => undefined)
        if (value !== undefined) channel.noticed(value)
      }
      await bringBack(through)
    },
    told: {
      CurrentProgramSceneChanged: ({ sceneName }) => onAir(sceneName),
      SceneItemEnableStateChanged({ sceneName, sceneItemId, sceneItemEnabled }) {
        const target = items.get(`${sceneItemId} ${sceneName}`)
        if (target) channelOf(target).noticed(sceneItemEnabled)
      },
      SourceFilterEnableStateChanged({ sourceName, filterName, filterEnabled }) {
        places
          .get(JSON.stringify({ kind: 'filter', source: sourceName, filter: filterName } satisfies Target))
          ?.channel.noticed(filterEnabled)
      },
    } satisfies Partial<Told>,
  }
}
