import type { ImageModel } from 'tiktok-live-proto/v3'

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

const EARLIEST_MS = Date.UTC(2016, 0)
const DAY_MS = 86_400_000

/** The same fields without those that are undefined. */
export function present<T extends object>(fields: T): Present<T> {
  // True because exactly the keys whose value is undefined are left out.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>
}

/** An id as it came, a string; undefined for what protobuf uses for none. */
export function idOf(value: string | undefined): string | undefined {
  return value && value !== '0' ? value : undefined
}

/** Text, or undefined when there is none. */
export function textOf(value: string | undefined): string | undefined {
  return value || undefined
}

/** A whole number from 0 up; saturates at 2^53 - 1, undefined for what is no count. */
export function countOf(value: string | number | undefined): number | undefined {
  if (value === undefined || value === '') return undefined
  const number = Number(value)
  if (!(number >= 0)) return undefined
  return Math.min(Math.trunc(number), Number.MAX_SAFE_INTEGER)
}

/** ISO 8601 from seconds or milliseconds, told apart by size; undefined when it cannot be a time of a live. */
export function timeOf(value: string | number | undefined, now: number): string | undefined {
  const number = Number(value ?? 0)
  const ms = number < 1e11 ? number * 1000 : number
  return ms > EARLIEST_MS && ms < now + DAY_MS ? new Date(ms).toISOString() : undefined
}

/** The first address of an image that a page may load. */
export function imageUrlOf(image: ImageModel | undefined): string | undefined {
  return image?.urlList.find((url) => /^https?:\/\//.test(url))
}
