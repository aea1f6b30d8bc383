import type { UnifiedEvent } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import { type ErasableStore, eraseFrom, identify } from './erase.ts'
import type { Erasure } from './erasures.ts'
import { bare, createIdentity, type Identity, learnUser } from './identity.ts'
import type { ViewerKey } from './key.ts'
import { type Person, peopleOf } from './people.ts'
import { acceptedUntil } from './until.ts'

/** So many hashes are remembered while a log is looked through. */
const MAX_CACHED = 200_000

/** By which a store remembers that it went through an erasure. */
const nameOf = ({ id, handles }: Erasure) => `erased:${id ?? handles.join('+')}`

/** The store went through it: a copy made from now on has no need to again. */
export function noteApplied(store: ErasableStore, erasure: Erasure): void {
  store.personal.note(nameOf(erasure), Date.parse(erasure.at))
}

/** The erasures that this store has not gone through yet: it is older than they are, or died in them. */
function pendingErasures(store: ErasableStore, all: readonly Erasure[]): readonly Erasure[] {
  return all.filter((erasure) => (store.personal.noted(nameOf(erasure)) ?? 0) < Date.parse(erasure.at))
}

/** Brings a store up to the list of erasures, knowing viewers by nothing but their hashes. Answers those it lacked; they are for the caller to note. */
export async function reapply(
  store: ErasableStore,
  {
    all,
    key,
    clock,
    log,
  }: { readonly all: readonly Erasure[]; readonly key: ViewerKey; readonly clock: Pick<Clock, 'wallTime'>; readonly log: Logger },
): Promise<readonly Erasure[]> {
  const pending = pendingErasures(store, all)
  if (pending.length === 0) return pending
  log.warn({ erasures: pending.length }, 'The log is older than erasures of viewers, which are made again')
  for (const [erasure, known] of await recognise(store, pending, key)) {
    const isMeant = acceptedUntil(erasure.at, clock)
    const identity = await identify(store, known, isMeant)
    await eraseFrom(store, identity, { isMeant, dryRun: false })
  }
  return pending
}

/** The viewers behind the hashes, as far as the store names them. */
async function recognise(store: ErasableStore, pending: readonly Erasure[], key: ViewerKey): Promise<ReadonlyMap<Erasure, Identity>> {
  const found = new Map(
    pending.map((erasure) => [erasure, createIdentity(`anon:${(erasure.id ?? erasure.handles[0] ?? '').slice(0, 16)}`)]),
  )
  const byHash = new Map(pending.flatMap((erasure) => [erasure.id, ...erasure.handles].map((hash) => [hash, found.get(erasure)] as const)))
  const cache = new Map<string, Identity | undefined>()

  function whose(kind: 'id' | 'handle', value: string): Identity | undefined {
    const cacheKey = `${kind}:${value}`
    if (cache.has(cacheKey)) return cache.get(cacheKey)
    if (cache.size >= MAX_CACHED) cache.clear()
    const identity = byHash.get(key.hashOf(kind, value))
    cache.set(cacheKey, identity)
    return identity
  }

  function look({ userId, uniqueId, ...names }: Person) {
    const identity = (userId ? whose('id', userId) : undefined) ?? (uniqueId ? whose('handle', bare(uniqueId)) : undefined)
    if (identity) learnUser(identity, { ...names, userId: userId ?? '', ...(uniqueId !== undefined && { uniqueId }) })
  }

  const lookAt = (event: UnifiedEvent) => {
    for (const person of peopleOf(event)) look(person)
    return event
  }
  const lookAtId = (userId: string) => {
    look({ userId })
    return userId
  }
  await store.rewrite({ change: lookAt })
  await store.personal.rewriteTexts({
    dryRun: true,
    id: lookAtId,
    // A plugin may keep something under the id alone.
    text: lookAtId,
    value: (value) => value,
  })
  return found
}
