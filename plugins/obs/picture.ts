import type { Blobs } from '#sdk'
import { type Ask, ObsRefusal } from './link/requests.ts'

export type PictureWish = { readonly source?: string; readonly width?: number }
export type Picture = { readonly url: string; readonly type: 'image/png' | 'image/jpeg'; readonly width: number; readonly height: number }

type Parts = {
  /** On a line of its own: OBS cuts one over which too large a picture would come. */
  readonly apart: <R>(work: (ask: Ask) => Promise<R>) => Promise<R>
  readonly blobs: Blobs
}

/** Tried one after the other, since a message over a line may have 192 KiB. */
const FORMATS = [
  { imageFormat: 'png', imageCompressionQuality: -1, type: 'image/png' },
  { imageFormat: 'jpg', imageCompressionQuality: 85, type: 'image/jpeg' },
  { imageFormat: 'jpg', imageCompressionQuality: 40, type: 'image/jpeg' },
] as const

/** What a scene or source looks like now, kept as a blob: a PNG, or a JPEG where that would be too large. */
export async function takePicture({ source, width = 480 }: PictureWish, { apart, blobs }: Parts): Promise<Picture> {
  const { sceneName, ...size } = await apart((ask) => frameOf(width, ask))
  const sourceName = source ?? sceneName
  let why: unknown
  for (const { type, ...format } of FORMATS) {
    try {
      const { imageData } = await apart((ask) =>
        ask('GetSourceScreenshot', { sourceName, ...format, imageWidth: size.width, imageHeight: size.height }),
      )
      const { url } = await blobs.put(bytesOf(imageData), type)
      return { url, type, ...size }
    } catch (error) {
      if (error instanceof ObsRefusal) throw error
      why = error
    }
  }
  throw new Error(`The picture is too large; ask for a smaller width than ${size.width}`, { cause: why })
}

/** The scene on air, and a size in the shape of OBS's own picture. */
async function frameOf(width: number, ask: Ask) {
  const { baseWidth, baseHeight } = await ask('GetVideoSettings')
  const { currentProgramSceneName: sceneName } = await ask('GetCurrentProgramScene')
  return { sceneName, width, height: Math.max(8, Math.round((width * baseHeight) / baseWidth)) }
}

/** Of `data:image/png;base64,…`. */
function bytesOf(dataUrl: string): Uint8Array {
  return Uint8Array.from(atob(dataUrl.slice(dataUrl.indexOf(',') + 1)), (character) => character.charCodeAt(0))
}
