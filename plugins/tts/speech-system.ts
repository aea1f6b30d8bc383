import { variable } from '#sdk/variable'
import { type FfmpegParts, findFfmpeg } from './audio/ffmpeg.ts'
import type { Files } from './cache/files.ts'
import type { Environment } from './speech-settings.ts'

/** What speech has of the machine. */
export type System = {
  readonly files: Files
  readonly environment: Environment
  /** Nothing where it is not there or was not granted. */
  readonly findFfmpeg: () => Promise<FfmpegParts['run'] | undefined>
}

/** The plugin's own: its folder, its granted variables and programs. */
export function ownSystem(): System {
  return { files: Deno, environment: variable, findFfmpeg }
}
