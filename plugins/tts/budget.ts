import type { KeyValue, PluginLog } from '#sdk'

/** From this part of the day's characters on, people are told. */
const WARNED_AT = 0.8
const PREFIX = 'budget:'

export type Budget = {
  /** Takes characters of today's, or answers false: then nothing was taken, and nothing is to be asked. */
  take(provider: string, characters: number): Promise<boolean>
  /** Gives back what a service did not count: it refused. */
  giveBack(provider: string, characters: number): Promise<void>
  /** Taken today. */
  taken(provider: string): Promise<number>
  readonly perDay: number
}

export type BudgetParts = {
  readonly kv: Pick<KeyValue, 'get' | 'sum' | 'list' | 'delete'>
  readonly log: Pick<PluginLog, 'warn'>
  readonly now: () => number
  /** Characters of a provider and a day; 0 is none. */
  readonly perDay: number
}

/** What services may cost, in characters by provider and local day. Kept, so that a restart is no new day. */
export function createBudget({ kv, log, now, perDay }: BudgetParts): Budget {
  let tidied = ''

  async function keyOf(provider: string): Promise<string> {
    const day = dayOf(now())
    if (tidied !== day) {
      tidied = day
      const old = (await kv.list(PREFIX)).filter((key) => !key.endsWith(day))
      await Promise.all(old.map((key) => kv.delete(key)))
    }
    return `${PREFIX}${provider}:${day}`
  }

  return {
    perDay,
    async take(provider, characters) {
      const key = await keyOf(provider)
      const sum = await kv.sum(key, characters)
      if (sum > perDay) {
        await kv.sum(key, -characters)
        return false
      }
      const warned = perDay * WARNED_AT
      if (sum >= warned && sum - characters < warned) log.warn(`${provider} has spoken ${sum} of ${perDay} characters of today`)
      return true
    },
    async giveBack(provider, characters) {
      await kv.sum(await keyOf(provider), -characters)
    },
    taken: async (provider) => Number((await kv.get(await keyOf(provider))) ?? 0),
  }
}

/** The local day, as 2026-01-31. */
export function dayOf(ms: number): string {
  const date = new Date(ms)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
