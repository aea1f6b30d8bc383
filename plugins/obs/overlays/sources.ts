import type { Ask } from '../link/requests.ts'
import { pageOf } from './place.ts'

export const BROWSER = 'browser_source'

/** A browser source of OBS that shows one of our pages. */
export type Source = {
  readonly input: string
  /** Such as `alerts/alerts`. */
  readonly page: string
  /** Holds a key: it is for comparing, never for logs. */
  readonly url: string
  readonly width: number
  readonly height: number
}

const MAX_SOURCES = 100

/** The browser sources that show pages of a host, in OBS's order. `kind` is another only where there are no browser sources to try. */
export async function overlaySources(ask: Ask, kind = BROWSER): Promise<readonly Source[]> {
  const { inputs } = await ask('GetInputList', { inputKind: kind })
  const found: Source[] = []
  for (const { inputName } of inputs.slice(0, MAX_SOURCES)) {
    const { inputSettings } = await ask('GetInputSettings', { inputName: String(inputName) })
    const { url, width, height } = inputSettings
    const page = pageOf(url)
    // OBS leaves out what is as it was at first.
    if (page) found.push({ input: String(inputName), page, url: String(url), width: Number(width ?? 800), height: Number(height ?? 600) })
  }
  return found
}
