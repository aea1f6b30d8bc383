import type { Ask } from '../link/requests.ts'
import { ObsRefusal, REFUSED } from '../link/requests.ts'

/** Where a source stands: in a scene, or in a group of it. Scenes and groups have the same kind of name. */
export type Item = { readonly sceneName: string; readonly sceneItemId: number }

const MAX_GROUPS = 50

/** The place of a source in a scene, also inside its groups. Rejects with a sentence when it is not there. */
export async function itemOf({ scene, source }: { readonly scene: string; readonly source: string }, ask: Ask): Promise<Item> {
  const item = (await itemIn(scene, source, ask)) ?? (await itemInGroups({ scene, source }, ask))
  if (!item) throw new ObsRefusal(REFUSED.notFound, `there is no source "${source}" in the scene "${scene}"`)
  return item
}

/** Its place in this scene or group itself. */
export async function itemIn(sceneName: string, sourceName: string, ask: Ask): Promise<Item | undefined> {
  try {
    return { sceneName, sceneItemId: (await ask('GetSceneItemId', { sceneName, sourceName })).sceneItemId }
  } catch (error) {
    if (error instanceof ObsRefusal && error.code === REFUSED.notFound) return undefined
    throw error
  }
}

async function itemInGroups({ scene, source }: { readonly scene: string; readonly source: string }, ask: Ask): Promise<Item | undefined> {
  const { groups } = await ask('GetGroupList')
  for (const group of groups.slice(0, MAX_GROUPS)) {
    const inner = await itemIn(String(group), source, ask)
    if (inner && (await itemIn(scene, String(group), ask))) return inner
  }
  return undefined
}
