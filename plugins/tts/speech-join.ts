import type { PluginLog } from '#sdk'
import { joinWithFfmpeg } from './audio/ffmpeg.ts'
import { join } from './audio/join.ts'
import type { Pcm } from './audio/pcm.ts'
import { TEMPORARY_FOLDER } from './speech-shelves.ts'
import type { System } from './speech-system.ts'

/** Between the pieces of a message. */
const GAP_MS = 60

type Parts = { readonly system: System; readonly log: Pick<PluginLog, 'warn'>; readonly joinsWithFfmpeg: boolean }

/** Makes one sound of several: here, or by FFmpeg where that is wanted; what FFmpeg cannot join is joined here. */
export async function createJoin({ system: { files, findFfmpeg }, log, joinsWithFfmpeg }: Parts) {
  const run = joinsWithFfmpeg ? await findFfmpeg() : undefined
  if (joinsWithFfmpeg && !run) log.warn('FFmpeg is not there or not granted: sounds are joined without it')
  const byFfmpeg = run && joinWithFfmpeg({ files, folder: TEMPORARY_FOLDER, run })

  return async (pieces: readonly Pcm[], signal: AbortSignal): Promise<Pcm> => {
    const [only] = pieces
    if (only && pieces.length === 1) return only
    const joined = await byFfmpeg?.(pieces, { gapMs: GAP_MS, signal }).catch(() => undefined)
    signal.throwIfAborted()
    return joined ?? join(pieces, { gapMs: GAP_MS })
  }
}
