import type { KeyValue } from '#sdk'
import type { Job } from '../jobs/job.ts'
import type { CallSettings } from '../settings.ts'
import { Refusal } from './refusal.ts'

type Parts = {
  readonly settings: Pick<CallSettings, 'numbers' | 'quietFrom' | 'quietTo' | 'timeZone' | 'perNumberAnHour' | 'aDay'>
  readonly kv: Pick<KeyValue, 'get' | 'sum' | 'delete' | 'list'>
  readonly jobs: () => readonly Job[]
  readonly now: () => number
}

const HOUR_MS = 3_600_000
const DAYS = 'day:'

/** Who may be called, when, and how often. Each throws Refusal. */
export function createLimits({ settings, kv, jobs, now }: Parts) {
  const today = () => DAYS + localDay(now(), settings.timeZone)

  function demandTime() {
    const time = clockTime(now(), settings.timeZone)
    if (isBetween(time, settings.quietFrom, settings.quietTo))
      throw new Refusal(`It is ${time}, and nobody is called from ${settings.quietFrom} to ${settings.quietTo}; the settings say so`)
  }

  const tooMany = () => new Refusal(`${settings.aDay} calls were made today, as many as the settings allow`)

  return {
    demandTime,
    /** Whether a call to this number may be asked for now. */
    async demand(number: string): Promise<void> {
      if (!settings.numbers.some((allowed) => allows(allowed, number)))
        throw new Refusal('This number is not in the list of numbers that may be called; add it in the settings')
      demandTime()
      const lately = jobs().filter((job) => job.number === number && now() - job.createdAt < HOUR_MS)
      if (lately.length >= settings.perNumberAnHour)
        throw new Refusal(`This number was called ${lately.length} times in the last hour, as often as the settings allow`)
      if (Number((await kv.get(today())) ?? 0) >= settings.aDay) throw tooMany()
    },
    /** One more today, just before it is made: more may wait than may be called. What was counted on other days is forgotten. */
    async count(): Promise<void> {
      const count = await kv.sum(today(), 1)
      if (count > settings.aDay) throw tooMany()
      if (count > 1) return
      for (const key of await kv.list(DAYS)) if (key !== today()) await kv.delete(key)
    },
  }
}

export type Limits = ReturnType<typeof createLimits>

/** `+57*` allows all that begin so, anything else only itself. */
function allows(allowed: string, number: string): boolean {
  return allowed.endsWith('*') ? number.startsWith(allowed.slice(0, -1)) : number === allowed
}

/** `21:05`, where the operator is. */
export const clockTime = (at: number, timeZone: string) => told(at, timeZone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

/** `2026-01-31`, where the operator is. */
const localDay = (at: number, timeZone: string) => told(at, timeZone, { dateStyle: 'short' })

function told(at: number, timeZone: string, how: Intl.DateTimeFormatOptions): string {
  // Swedish writes times and days as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', { ...how, ...(timeZone !== '' && { timeZone }) }).format(at)
}

/** Over midnight too; never when both are the same. */
export function isBetween(time: string, from: string, to: string): boolean {
  return from <= to ? time >= from && time < to : time >= from || time < to
}
