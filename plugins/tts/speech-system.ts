import { type FfmpegParts, findFfmpeg } from './audio/ffmpeg.ts'
import type { Files } from './cache/files.ts'
import { type Environment, granted } from './speech-settings.ts'

/** What speech has of the machine. */
export type System = {
  readonly files: Files
  readonly environment: Environment
  /** Joins sounds, where it is there and was granted. */
  readonly ffmpeg?: FfmpegParts['run'] | undefined
}

/** The plugin's own: its folder, its granted variables and programs. */
export async function ownSystem(): Promise<System> {
  return { files: Deno, environment: granted, ffmpeg: await findFfmpeg() }
}
