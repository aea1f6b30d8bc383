import { itemOf } from '../effects/scene-item.ts'
import { type Ask, ObsRefusal, REFUSED } from '../link/requests.ts'
import { overlaySources, type Source } from './sources.ts'

/** How a page of ours is in OBS. */
export type Health = {
  readonly page: string
  readonly input: string
  /** On air, hidden in the scene on air, in another scene only, or in none. */
  readonly where: 'shown' | 'hidden' | 'elsewhere' | 'nowhere'
  /** The scene that `where` is about. */
  readonly scene?: string
  readonly isMuted: boolean
  readonly width: number
  readonly height: number
}

const MAX_SCENES = 50

/** Looks at every browser source with a page of ours. */
export async function overlayHealth(ask: Ask, kind?: string): Promise<readonly Health[]> {
  const { currentProgramSceneName, scenes } = await ask('GetSceneList')
  const others = scenes
    .map(({ sceneName }) => String(sceneName))
    .filter((name) => name !== currentProgramSceneName)
    .slice(0, MAX_SCENES)
  const all: Health[] = []
  for (const { input, page, width, height } of await overlaySources(ask, kind)) {
    const place = await placeOf({ input, onAir: currentProgramSceneName, others }, ask)
    all.push({ page, input, width, height, ...place, isMuted: await isMuted(input, ask) })
  }
  return all
}

type Wanted = { readonly input: Source['input']; readonly onAir: string; readonly others: readonly string[] }

async function placeOf({ input, onAir, others }: Wanted, ask: Ask): Promise<Pick<Health, 'where' | 'scene'>> {
  // Through groups and scenes in scenes as well.
  if ((await ask('GetSourceActive', { sourceName: input })).videoActive) return { where: 'shown', scene: onAir }
  if (await isIn(onAir, input, ask)) return { where: 'hidden', scene: onAir }
  for (const scene of others) if (await isIn(scene, input, ask)) return { where: 'elsewhere', scene }
  return { where: 'nowhere' }
}

async function isIn(scene: string, source: string, ask: Ask): Promise<boolean> {
  return itemOf({ scene, source }, ask).then(
    () => true,
    (error: unknown) => {
      if (error instanceof ObsRefusal && error.code === REFUSED.notFound) return false
      throw error
    },
  )
}

async function isMuted(inputName: string, ask: Ask): Promise<boolean> {
  return ask('GetInputMute', { inputName }).then(
    ({ inputMuted }) => inputMuted,
    (error: unknown) => {
      if (error instanceof ObsRefusal && error.code === REFUSED.noAudio) return false
      throw error
    },
  )
}
