import type { KeyValue } from '#sdk'

/** What may be spent in one live. */
export type Limits = { readonly tokens: number; readonly dollars: number }

/** Tokens, and millionths of a dollar. */
export type Amount = { readonly tokens: number; readonly micros: number }

export type Spent = Amount & {
  /** Of the nearer limit; 1 is the end. */
  readonly part: number
}

const WARNED_AT = 0.8
const KEPT_MS = 7 * 24 * 3_600_000
const PREFIX = 'spent/'

/**
 * What each live has cost, kept so that no restart forgets it. The most that an ask can cost is taken before it is made and what it did not cost is given
 * back, so that the limit holds whatever happens in between.
 */
export function createBudget(
  kv: KeyValue,
  limits: Limits,
  { now, warn }: { readonly now: () => number; readonly warn: (spent: Spent) => void },
) {
  const warned = new Set<string>()

  async function add(live: string, { tokens, micros }: Amount): Promise<Spent> {
    const [allTokens, allMicros] = [await kv.sum(key(live, 'tokens'), tokens), await kv.sum(key(live, 'micros'), micros)]
    return spentOf({ tokens: allTokens, micros: allMicros }, limits)
  }

  return {
    /** Undefined when it might go beyond a limit; else what is to be called with what it did cost. */
    async reserve(live: string, most: Amount): Promise<((cost: Amount) => Promise<Spent>) | undefined> {
      await kv.set(key(live, 'at'), now())
      const { part } = await add(live, most)
      if (part > 1) {
        await add(live, { tokens: -most.tokens, micros: -most.micros })
        return undefined
      }
      return async (cost) => {
        const spent = await add(live, { tokens: cost.tokens - most.tokens, micros: cost.micros - most.micros })
        if (spent.part >= WARNED_AT && !warned.has(live)) warn(spent)
        if (spent.part >= WARNED_AT) warned.add(live)
        return spent
      }
    },
    async spent(live: string): Promise<Spent> {
      return spentOf({ tokens: numberOf(await kv.get(key(live, 'tokens'))), micros: numberOf(await kv.get(key(live, 'micros'))) }, limits)
    },
    /** Lives of more than a week ago are forgotten. */
    async tidy(): Promise<void> {
      for (const name of await kv.list(PREFIX)) {
        if (!name.endsWith('/at') || now() - numberOf(await kv.get(name)) < KEPT_MS) continue
        const live = name.slice(PREFIX.length, -'/at'.length)
        for (const part of ['tokens', 'micros', 'at'] as const) await kv.delete(key(live, part))
      }
    },
  }
}

const key = (live: string, part: 'tokens' | 'micros' | 'at') => `${PREFIX}${live}/${part}`
const numberOf = (value: unknown) => (typeof value === 'number' ? value : 0)

function spentOf({ tokens, micros }: Amount, limits: Limits): Spent {
  const parts = [partOf(tokens, limits.tokens), partOf(micros, limits.dollars * 1_000_000)]
  return { tokens, micros, part: Math.max(...parts) }
}

/** A limit of nothing allows nothing. */
const partOf = (spent: number, limit: number) => (spent <= 0 ? 0 : spent / Math.max(limit, Number.MIN_VALUE))
