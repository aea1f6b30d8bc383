import { fold } from '../words/fold.ts'

/** One chat, as far as it is compared with others. */
export type Said = { readonly eventId: string; readonly userId: string; readonly text: string; readonly at: number }

export type CrowdLimits = {
  /** So many of one viewer within `floodMs` are a flood. */
  readonly floodCount: number
  readonly floodMs: number
  /** The same again of one viewer within this time is a repeat. */
  readonly repeatMs: number
  /** The same of so many viewers within that time is a raid. */
  readonly raidCount: number
}

const VIEWERS_MAX = 2000
const TEXTS_MAX = 2000
const TEXT_MIN = 12

/** Finds floods, repeats and raids. It knows the newest viewers and texts, and an event that comes again is judged as before. */
export function createCrowd() {
  const times = new Map<string, number[]>()
  const texts = new Map<string, Map<string, number>>()
  const verdicts = new Map<string, 'flood' | 'repeat' | undefined>()

  function floods({ userId, at }: Said, { floodCount, floodMs }: CrowdLimits): boolean {
    const recent = [...(times.get(userId) ?? []).filter((time) => at - time < floodMs), at].slice(-100)
    renew(times, userId, recent, VIEWERS_MAX)
    return recent.length > floodCount
  }

  function repeats({ userId, text, at }: Said, { repeatMs, raidCount }: CrowdLimits): boolean {
    const key = fold(text)
      .replace(/[^\p{L}\p{N}]/gu, '')
      .slice(0, 200)
    if (key === '') return false
    const by = new Map([...(texts.get(key) ?? [])].filter(([, time]) => at - time < repeatMs).slice(-100))
    const isRepeat = by.has(userId)
    by.delete(userId)
    by.set(userId, at)
    renew(texts, key, by, TEXTS_MAX)
    return (isRepeat && key.length > 3) || (key.length >= TEXT_MIN && by.size > raidCount)
  }

  return {
    judge(said: Said, limits: CrowdLimits): 'flood' | 'repeat' | undefined {
      if (verdicts.has(said.eventId)) return verdicts.get(said.eventId)
      const isFlood = floods(said, limits)
      const isRepeat = repeats(said, limits)
      const verdict = isFlood ? 'flood' : isRepeat ? 'repeat' : undefined
      renew(verdicts, said.eventId, verdict, TEXTS_MAX)
      return verdict
    },
  }
}

/** The newest stay. */
function renew<V>(map: Map<string, V>, key: string, value: V, max: number): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > max && oldest !== undefined) map.delete(oldest)
}
