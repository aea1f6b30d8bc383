import type { Ask } from '../link/requests.ts'
import { itemOf } from './scene-item.ts'

/** What can be one way or another in OBS, as it is kept in storage. */
export type Target =
  | { readonly kind: 'scene' }
  | { readonly kind: 'source'; readonly scene: string; readonly source: string }
  | { readonly kind: 'filter'; readonly source: string; readonly filter: string }

/** A scene's name; whether a source is shown or a filter is on. */
export type Value = string | boolean

export type Access = { read(): Promise<Value>; write(value: Value): Promise<void> }

/** How each kind is read and written. */
export function accessTo(target: Target, ask: Ask): Access {
  switch (target.kind) {
    case 'scene':
      return {
        read: async () => (await ask('GetCurrentProgramScene')).currentProgramSceneName,
        write: (scene) => ask('SetCurrentProgramScene', { sceneName: String(scene) }),
      }
    case 'source':
      return {
        read: async () => (await ask('GetSceneItemEnabled', await itemOf(target, ask))).sceneItemEnabled,
        write: async (isShown) => ask('SetSceneItemEnabled', { ...(await itemOf(target, ask)), sceneItemEnabled: isShown === true }),
      }
    case 'filter': {
      const named = { sourceName: target.source, filterName: target.filter }
      return {
        read: async () => (await ask('GetSourceFilter', named)).filterEnabled,
        write: (isOn) => ask('SetSourceFilterEnabled', { ...named, filterEnabled: isOn === true }),
      }
    }
  }
}
