import { pipeline, type Readable, type Transform } from 'node:stream'
import { constants, createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib'
import { PowerError } from '../power.ts'
import type { Header } from './fetch-headers.ts'
import { createPull, type Pull } from './pull.ts'

const MAX_CODINGS = 5
/** What was cut short by its sender is passed on as far as it goes, as browsers do. */
const GENTLE = { chunkSize: 64 * 1024, flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH }
const GENTLE_BROTLI = {
  chunkSize: 64 * 1024,
  flush: constants.BROTLI_OPERATION_FLUSH,
  finishFlush: constants.BROTLI_OPERATION_FLUSH,
}

const DECODERS: Readonly<Record<string, (stream: Readable) => Transform | Promise<Transform>>> = {
  gzip: () => createGunzip(GENTLE),
  'x-gzip': () => createGunzip(GENTLE),
  br: () => createBrotliDecompress(GENTLE_BROTLI),
  deflate: createAnyInflate,
}

/** The body of a response without its content coding. Nothing is decoded before somebody reads, and no faster than they read. */
export function createBody(raw: Readable, headers: readonly Header[]): Pull {
  let decoded: Promise<Pull> | undefined
  return {
    async next(max) {
      decoded ??= decode(raw, codingsOf(headers))
      return (await decoded).next(max)
    },
  }
}

async function decode(raw: Readable, codings: readonly string[]): Promise<Pull> {
  if (codings.length > MAX_CODINGS) throw new PowerError('TypeError', `A body is encoded at most ${MAX_CODINGS} times`)
  let stream = raw
  for (const coding of codings.toReversed()) {
    const decoder = await DECODERS[coding]?.(stream)
    // How it ends is told by the stream itself.
    if (decoder) stream = pipeline(stream, decoder, () => {})
  }
  return createPull(stream)
}

/** In the order they were applied; none when one of them is unknown, since then the plugin has to see to it. */
function codingsOf(headers: readonly Header[]): readonly string[] {
  const values = headers.filter(([name]) => name.toLowerCase() === 'content-encoding').flatMap(([, value]) => value.split(','))
  const codings = values.map((value) => value.trim().toLowerCase()).filter((value) => value !== '' && value !== 'identity')
  return codings.every((coding) => Object.hasOwn(DECODERS, coding)) ? codings : []
}

/** Some servers leave out the two bytes that zlib begins with. */
async function createAnyInflate(stream: Readable): Promise<Transform> {
  const first = await createPull(stream).next(1)
  if (first) stream.unshift(first)
  return first && ((first[0] ?? 0) & 0x0f) !== 8 ? createInflateRaw(GENTLE) : createInflate(GENTLE)
}
