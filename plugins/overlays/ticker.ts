import { shortened } from './names.ts'

const MAX_CHARS = 300

/** What the page of the lower third is sent: a line of the streamer's, or null for none. */
export type Ticker = {
  readonly text: string
  /** ISO 8601; none while it is to stay. */
  readonly until?: string
} | null

/** A line for so many seconds; 0: until another is shown. */
export function tickerOf({ text, seconds = 10 }: { readonly text: string; readonly seconds?: number }, now: number): Ticker {
  const line = shortened(text.replace(/\s+/g, ' ').trim(), MAX_CHARS)
  if (line === '') return null
  return { text: line, ...(seconds > 0 && { until: new Date(now + seconds * 1000).toISOString() }) }
}
