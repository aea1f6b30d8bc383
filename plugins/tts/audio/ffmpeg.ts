import { type Files, writeWhole } from '../cache/files.ts'
import type { Pcm } from './pcm.ts'
import { readWav } from './wav-read.ts'
import { writeWav } from './wav-write.ts'

export type FfmpegParts = {
  readonly files: Files
  /** For what it reads; emptied afterwards. */
  readonly folder: string
  /** Runs the program with these arguments and answers what it wrote; rejects when it failed. */
  readonly run: (args: readonly string[], signal: AbortSignal) => Promise<Uint8Array>
}

let runs = 0

/** The same as `join`, carried out by FFmpeg. Only paths of our own making are among the arguments. */
export function joinWithFfmpeg({ files, folder, run }: FfmpegParts) {
  return async (pieces: readonly Pcm[], { gapMs, signal }: { readonly gapMs: number; readonly signal: AbortSignal }): Promise<Pcm> => {
    const rate = pieces[0]?.rate
    if (rate === undefined) throw new TypeError('There is no sound to join')
    runs += 1
    const paths = pieces.map((_, n) => `${folder}/${runs}-${n}.wav`)
    try {
      for (const [n, path] of paths.entries())
        await writeWhole(files, path, writeWav(pieces[n] ?? pieces[0] ?? { samples: new Float32Array(), rate }))
      return readWav(await run(argumentsFor(paths, { gapMs, rate }), signal))
    } finally {
      await Promise.all(paths.map((path) => files.remove(path).catch(() => undefined)))
    }
  }
}

/** FFmpeg's words for it: each sound padded but the last, one behind the other, one channel of 16 bits to the standard output. */
export function argumentsFor(
  paths: readonly string[],
  { gapMs, rate }: { readonly gapMs: number; readonly rate: number },
): readonly string[] {
  const padded = paths.map((_, n) => `[${n}:a]${n < paths.length - 1 ? `apad=pad_dur=${gapMs / 1000}` : 'anull'}[p${n}]`)
  const graph = `${padded.join(';')};${paths.map((_, n) => `[p${n}]`).join('')}concat=n=${paths.length}:v=0:a=1[out]`
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error'],
    ...paths.flatMap((path) => ['-i', path]),
    ...['-filter_complex', graph, '-map', '[out]'],
    ...['-ar', String(rate), '-ac', '1', '-c:a', 'pcm_s16le', '-f', 'wav', 'pipe:1'],
  ]
}

/** FFmpeg by the plugin's own power, or nothing where it was not granted or is not there. */
export async function findFfmpeg(): Promise<FfmpegParts['run'] | undefined> {
  const { state } = await Deno.permissions.query({ name: 'run', command: 'ffmpeg' })
  if (state !== 'granted') return undefined
  const isThere = await runFfmpeg(['-version'], AbortSignal.timeout(5000)).then(
    () => true,
    () => false,
  )
  return isThere ? runFfmpeg : undefined
}

async function runFfmpeg(args: readonly string[], signal: AbortSignal): Promise<Uint8Array> {
  const { success, stdout } = await new Deno.Command('ffmpeg', { args, signal, stdout: 'piped', stderr: 'null' }).output()
  if (!success) throw new TypeError('FFmpeg failed')
  return stdout
}
