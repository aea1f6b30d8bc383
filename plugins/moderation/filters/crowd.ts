import { fold } from '../words/fold.ts'

/** One chat, as far as it is compared with others. */
export type Said = { readonly eventId: string; readonly userId: string; readonly text: string; readonly at: number }

export type CrowdLimits = {
  /** So many of one viewer within `floodMs` are a flood. */
  readonly floodCount: number
  readonly floodMs: number
  /** The same of one viewer more often than this within this time is a repeat. */
  readonly repeatCount: number
  readonly repeatMs: number
  /** The same of so many viewers within that time is a raid. */
  readonly raidCount: number
}

const VIEWERS_MAX = 2000
const TEXTS_MAX = 2000
/** Shorter ones, such as "gg", are said by everybody. */
const SHORT = 4
const RAID_MIN = 12
/** What games and bots listen to is said again on purpose. */
const COMMAND = /^\s*[!/]/u

/** Finds floods, repeats and raids. It knows the newest viewers and texts, and an event that comes again is judged as before. */
export function createCrowd() {
  const times = new Map<string, number[]>()
  const texts = new Map<string, readonly { readonly userId: string; readonly at: number }[]>()
  const verdicts = new Map<string, 'flood' | 'repeat' | undefined>()

  function floods({ userId, at }: Said, { floodCount, floodMs }: CrowdLimits): boolean {
    const recent = [...(times.get(userId) ?? []).filter((time) => at - time < floodMs), at].slice(-100)
    renew(times, userId, recent, VIEWERS_MAX)
    return recent.length > floodCount
  }

  function repeats({ userId, text, at }: Said, { repeatCount, repeatMs, raidCount }: CrowdLimits): boolean {
    const key = fold(text)
      .replace(/[^\p{L}\p{N}]/gu, '')
      .slice(0, 200)
    if (key.length < SHORT || COMMAND.test(text)) return false
    const recent = (texts.get(key) ?? []).filter((said) => at - said.at < repeatMs)
    const all = [...recent, { userId, at }].slice(-200)
    renew(texts, key, all, TEXTS_MAX)
    const own = all.filter((said) => said.userId === userId).length
    return own > repeatCount || (key.length >= RAID_MIN && new Set(all.map((said) => said.userId)).size > raidCount)
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
