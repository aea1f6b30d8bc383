import { itemIn } from '../effects/scene-item.ts'
import { type Ask, ObsRefusal, REFUSED } from '../link/requests.ts'
import { fit } from './fit.ts'
import { pageOf } from './place.ts'
import { BROWSER, overlaySources, type Source } from './sources.ts'

export type Link = { readonly title: string; readonly url: string; readonly width?: number; readonly height?: number }
/** `was`: it was there and has the new link, or is in this scene as well now. */
export type Added = { readonly input: string; readonly scene: string; readonly was: 'new' | 'there' }

type Parts = { readonly ask: Ask; readonly scene: string; readonly kind?: string }

const MAX_NAMES = 20

/** Puts a page into the scene as a browser source: the one that shows it already, else a new one. Rejects with one sentence, without the link. */
export async function addOverlay({ title, url, width = 1920, height = 1080 }: Link, { ask, scene, kind = BROWSER }: Parts): Promise<Added> {
  const page = pageOf(url)
  if (!page) throw new Error('That is no link of an overlay; copy one from the dashboard')
  const inputSettings = { url, width, height, reroute_audio: true }
  const known = (await overlaySources(ask, kind)).find((source) => source.page === page)
  if (known) return again(known, { ask, scene, inputSettings })
  const input = await create(title.trim() || page, { ask, scene, kind, inputSettings })
  await fit({ input, scene, width, height }, ask)
  return { input, scene, was: 'new' }
}

type Settings = { readonly url: string; readonly width: number; readonly height: number; readonly reroute_audio: boolean }
type Making = { readonly ask: Ask; readonly scene: string; readonly inputSettings: Settings }

async function again({ input, ...is }: Source, { ask, scene, inputSettings }: Making): Promise<Added> {
  const { url, width, height } = inputSettings
  // Only when the link or size is another: a page that is loaded anew loses what it shows.
  if (is.url !== url || is.width !== width || is.height !== height)
    await ask('SetInputSettings', { inputName: input, inputSettings: { url, width, height } })
  const item = await itemIn(scene, input, ask)
  if (item) await ask('SetSceneItemEnabled', { ...item, sceneItemEnabled: true })
  else await ask('CreateSceneItem', { sceneName: scene, sourceName: input })
  return { input, scene, was: 'there' }
}

async function create(title: string, { ask, scene, kind, inputSettings }: Making & { readonly kind: string }): Promise<string> {
  for (let count = 1; count <= MAX_NAMES; count++) {
    const inputName = count === 1 ? title : `${title} ${count}`
    try {
      await ask('CreateInput', { sceneName: scene, inputName, inputKind: kind, inputSettings })
      return inputName
    } catch (error) {
      if (!(error instanceof ObsRefusal) || error.code !== REFUSED.nameTaken) throw asWords(error)
    }
  }
  throw new Error(`OBS has ${MAX_NAMES} sources named "${title}" already`)
}

function asWords(error: unknown): unknown {
  const isMissing = error instanceof ObsRefusal && error.code === REFUSED.kindUnknown
  return isMissing
    ? new Error(
        'This OBS has no browser source, which some packages of Linux leave out: install the OBS of obsproject.com, or copy the link',
      )
    : error
}
