import { itemIn } from '../effects/scene-item.ts'
import type { Ask } from '../link/requests.ts'

type Placed = { readonly input: string; readonly scene: string; readonly width: number; readonly height: number }

/** Makes a source that is larger than the picture of OBS as small as it; others stay as they are. */
export async function fit({ input, scene, width, height }: Placed, ask: Ask): Promise<void> {
  const { baseWidth, baseHeight } = await ask('GetVideoSettings')
  if (width <= baseWidth && height <= baseHeight) return
  const item = await itemIn(scene, input, ask)
  if (!item) return
  const sceneItemTransform = { boundsType: 'OBS_BOUNDS_SCALE_INNER', boundsWidth: baseWidth, boundsHeight: baseHeight }
  await ask('SetSceneItemTransform', { ...item, sceneItemTransform })
}
