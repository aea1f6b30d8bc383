import { itemIn } from '../effects/scene-item.ts'
import type { Ask } from '../link/requests.ts'
import { ObsRefusal, REFUSED } from '../link/requests.ts'

type Parts = { readonly ask: Ask; readonly inputName: string; readonly scene: () => Promise<string> }

/** The media source that files are played by: made when it is missing, and put into the scene on air, since elsewhere nobody hears it. */
export async function readyMediaSource({ ask, inputName, scene }: Parts): Promise<string> {
  const sceneName = await scene()
  const item = await itemIn(sceneName, inputName, ask)
  if (item) await ask('SetSceneItemEnabled', { ...item, sceneItemEnabled: true })
  else if (await isMedia(inputName, ask)) await ask('CreateSceneItem', { sceneName, sourceName: inputName })
  else
    await ask('CreateInput', {
      sceneName,
      inputName,
      inputKind: 'ffmpeg_source',
      inputSettings: { is_local_file: true, restart_on_activate: false },
    })
  return inputName
}

async function isMedia(inputName: string, ask: Ask): Promise<boolean> {
  try {
    const { inputKind } = await ask('GetInputSettings', { inputName })
    if (inputKind === 'ffmpeg_source') return true
    throw new Error(`"${inputName}" is no media source in OBS; name another in the setting "mediaInput"`)
  } catch (error) {
    if (error instanceof ObsRefusal && error.code === REFUSED.notFound) return false
    throw error
  }
}

/** A file as OBS may be given it: the whole path of one on its own disk. FFmpeg would take addresses and other protocols for files too. */
export function checkedFile(file: string): string {
  const isPath = /^(\/(?!\/)|[A-Za-z]:[\\/])/.test(file)
  if (!isPath || /[\r\n\0]/.test(file))
    throw new Error('A file is named by its whole path on the computer that OBS runs on, such as /home/me/horn.mp3')
  return file
}
