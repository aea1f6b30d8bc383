import type { KeyValue } from '#sdk'

/** What may be spent in one live. */
export type Limits = { readonly tokens: number; readonly dollars: number }

/** Tokens, and millionths of a dollar. */
export type Amount = { readonly tokens: number; readonly micros: number }

export type Spent = Amount & {
  /** Of the nearer limit; 1 is the end. */
  readonly part: number
  /** Something was not asked any more. */
  readonly hasStopped: boolean
}

type Told = {
  readonly now: () => number
  /** At 80 %, once for each live. */
  readonly warn: (spent: Spent) => void
  /** At the first ask that is not made, once for each live. */
  readonly stopped: () => void
}

const WARNED_AT = 0.8
const KEPT_MS = 7 * 24 * 3_600_000
const PREFIX = 'spent/'

/**
 * What each live has cost, kept so that no restart forgets it. The most that an ask can cost is taken before it is made and what it did not cost is given
 * back, so that the limit holds whatever happens in between.
 */
export function createBudget(kv: KeyValue, limits: Limits, { now, warn, stopped }: Told) {
  const warned = new Set<string>()
  const over = new Set<string>()

  const spentOf = (live: string, amount: Amount): Spent => ({ ...amount, part: partOf(amount, limits), hasStopped: over.has(live) })

  async function add(live: string, { tokens, micros }: Amount): Promise<Spent> {
    const [allTokens, allMicros] = [await kv.sum(key(live, 'tokens'), tokens), await kv.sum(key(live, 'micros'), micros)]
    return spentOf(live, { tokens: allTokens, micros: allMicros })
  }

  return {
    /** Undefined when it might go beyond a limit; else what is to be called with what it did cost. */
    async reserve(live: string, most: Amount): Promise<((cost: Amount) => Promise<Spent>) | undefined> {
      await kv.set(key(live, 'at'), now())
      const { part } = await add(live, most)
      if (part > 1) {
        await add(live, { tokens: -most.tokens, micros: -most.micros })
        if (!over.has(live)) stopped()
        over.add(live)
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
      return spentOf(live, { tokens: numberOf(await kv.get(key(live, 'tokens'))), micros: numberOf(await kv.get(key(live, 'micros'))) })
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

/** Of the nearer limit. A limit of nothing allows nothing. */
function partOf({ tokens, micros }: Amount, limits: Limits): number {
  const part = (spent: number, limit: number) => (spent <= 0 ? 0 : spent / Math.max(limit, Number.MIN_VALUE))
  return Math.max(part(tokens, limits.tokens), part(micros, limits.dollars * 1_000_000))
}
