import type { Store } from '../../store/store.ts'

// Kept like a plugin's own data; no plugin can have this name.
const HOST = '@host'
const KEY = 'holds'

/** Who holds all lanes, and since when. */
export type Panic = { readonly since: string; readonly by: string }

type Kept = {
  readonly panic?: Panic
  readonly lanes: readonly string[]
  /** Since when each of them is, ISO 8601. */
  readonly since?: Readonly<Record<string, string>>
}

/** Which lanes wait although their plugins could go on; kept over restarts. */
export type Holds = {
  isHeld(plugin: string): boolean
  /** Held by an operator. */
  isPaused(plugin: string): boolean
  /** ISO 8601. */
  pausedSince(plugin: string): string | undefined
  panic(): Panic | undefined
  /** Each resolves when it is durable. */
  setPaused(plugin: string, isPaused: boolean, at: string): Promise<void>
  setPanic(panic: Panic | undefined): Promise<void>
}

/** As they were kept. */
export function createHolds({ kv, write }: Pick<Store, 'kv' | 'write'>): Holds {
  let kept = read(kv.get(HOST, KEY))

  async function keep(next: Kept): Promise<void> {
    kept = next
    kv.set(HOST, KEY, next)
    await write({})
  }

  return {
    isHeld: (plugin) => kept.panic !== undefined || kept.lanes.includes(plugin),
    isPaused: (plugin) => kept.lanes.includes(plugin),
    pausedSince: (plugin) => kept.since?.[plugin],
    panic: () => kept.panic,
    setPaused(plugin, isPaused, at) {
      const others = kept.lanes.filter((each) => each !== plugin)
      const { [plugin]: before = at, ...since } = kept.since ?? {}
      return keep({
        ...kept,
        ...(isPaused ? { lanes: [...others, plugin], since: { ...since, [plugin]: before } } : { lanes: others, since }),
      })
    },
    setPanic(panic) {
      const { panic: _, ...others } = kept
      return keep({ ...others, ...(panic && { panic }) })
    },
  }
}

function read(value: unknown): Kept {
  // Written by this file only.
  return typeof value === 'object' && value !== null ? (value as Kept) : { lanes: [] }
}
