import type { Clock } from '../../base/clock.ts'
import { HostError } from '../../base/errors.ts'
import { largestShare } from '../../base/largest-share.ts'
import type { Logger } from '../../base/log.ts'
import { createLater } from './later.ts'
import type { Pass } from './pass.ts'
import { openPassFile } from './pass-file.ts'

/** How far the time of the last use may lie behind, and with it what a session is prolonged by. */
const USE_WRITTEN_MS = 10 * 60_000
const SWEEP_MS = 15_000
/** Tokens and invitations together: somebody made each of them, so none goes for another. */
const MAX_MADE = 1_000
/** Of these the one unused for longest goes, of the key or token that has let in most. */
const MAX_FLEETING = { session: 1_000, code: 20 } as const

type Parts = { readonly file: string; readonly clock: Clock; readonly log: Logger }

export type Passes = Awaited<ReturnType<typeof openPasses>>

/** All that may come in beside the keys of this machine: at most 1,000 tokens and invitations, 1,000 sessions and 20 links. */
export async function openPasses({ file, clock, log }: Parts) {
  const { passes, write } = await openPassFile(file)
  const byId = new Map(passes.map((pass) => [pass.id, pass]))
  const byHash = new Map(passes.map((pass) => [pass.hash, pass]))
  const later = createLater(
    clock,
    Math.max(0, ...passes.flatMap(({ createdAt, lastUsedAt }) => [createdAt, lastUsedAt ?? createdAt].map(Date.parse))),
  )
  /** Ids that are none of ours, and until when they are good. */
  const watched = new Map<string, number>()
  const listeners = new Set<(id: string) => void>()
  const isOver = ({ expiresAt }: Pass) => expiresAt !== undefined && Date.parse(expiresAt) <= later()
  const iso = (at = later()) => new Date(at).toISOString()
  let saving: Promise<unknown> = Promise.resolve()
  const save = () => {
    const saved = write([...byId.values()])
    saving = saved.catch(() => {})
    return saved
  }

  function put(pass: Pass): void {
    drop(pass.id)
    byId.set(pass.id, pass)
    byHash.set(pass.hash, pass)
  }

  function drop(id: string): void {
    const known = byId.get(id)
    byId.delete(id)
    if (known) byHash.delete(known.hash)
  }

  function tellGone(id: string): void {
    for (const listener of listeners) listener(id)
  }

  function sweep(): void {
    const over = [...byId.values()].filter(isOver)
    for (const { id } of over) {
      drop(id)
      tellGone(id)
    }
    for (const [id, until] of watched) {
      if (until > later()) continue
      watched.delete(id)
      tellGone(id)
    }
    if (over.length > 0) save().catch((error) => log.error({ error: String(error) }, 'Tokens that ran out could not be removed'))
    cancel = clock.after(SWEEP_MS, sweep)
  }

  function makeRoom(pass: Pass): void {
    if (byId.has(pass.id)) return
    const { kind } = pass
    const all = [...byId.values()]
    if (kind === 'token' || kind === 'invite') {
      if (all.filter((other) => other.kind === 'token' || other.kind === 'invite').length < MAX_MADE) return
      throw new HostError('USAGE', `There are ${MAX_MADE} tokens already; revoke some that are not used any more`)
    }
    const same = all.filter((other) => other.kind === kind)
    if (same.length < MAX_FLEETING[kind]) return
    const [oldest] = largestShare(same.sort(byUse), ({ through, subject, createdBy }) => through ?? subject ?? createdBy)
    if (!oldest) return
    drop(oldest.id)
    tellGone(oldest.id)
  }

  function touch(pass: Pass): Pass {
    if (later() - Date.parse(pass.lastUsedAt ?? pass.createdAt) < USE_WRITTEN_MS && pass.lastUsedAt) return pass
    const end = pass.slidingMs === undefined ? {} : { expiresAt: iso(later() + pass.slidingMs) }
    const used = { ...pass, lastUsedAt: iso(), ...end }
    put(used)
    save().catch((error) => log.error({ error: String(error) }, 'The use of a token could not be written down'))
    return used
  }

  let cancel = clock.after(SWEEP_MS, sweep)

  return {
    later,
    iso,
    /** The pass that a hash belongs to, unless it has run out; it counts as used. */
    use(hash: string, kind: Pass['kind']): Pass | undefined {
      const pass = byHash.get(hash)
      return pass && pass.kind === kind && !isOver(pass) ? touch(pass) : undefined
    },
    find: (hash: string, kind: Pass['kind']) => {
      const pass = byHash.get(hash)
      return pass && pass.kind === kind && !isOver(pass) ? pass : undefined
    },
    get: (id: string) => byId.get(id),
    list: (kind: Pass['kind']) => [...byId.values()].filter((pass) => pass.kind === kind && !isOver(pass)),
    /** Resolves once it is durable. Throws USAGE when there are too many. */
    async add(pass: Pass): Promise<Pass> {
      makeRoom(pass)
      put(pass)
      await save()
      return pass
    },
    /** In the place of the one with its id; who came in by that one has to come in again. */
    async replace(pass: Pass): Promise<void> {
      put(pass)
      tellGone(pass.id)
      await save()
    },
    /** Who came in by it is told at once, and it is gone for good once this resolves. */
    async remove(ids: readonly string[]): Promise<void> {
      for (const id of ids) {
        drop(id)
        tellGone(id)
      }
      await save()
    },
    tellGone,
    /** Tells of an id that is none of ours when its time is over. Of too many, the one that was told of first is over at once. */
    watch(id: string, until: number): void {
      watched.delete(id)
      watched.set(id, until)
      const [oldest] = watched.keys()
      if (watched.size <= MAX_FLEETING.session || oldest === undefined) return
      watched.delete(oldest)
      tellGone(oldest)
    },
    onGone(listener: (id: string) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async stop(): Promise<void> {
      cancel()
      await saving
    },
  }
}

function byUse(one: Pass, other: Pass): number {
  return Date.parse(one.lastUsedAt ?? one.createdAt) - Date.parse(other.lastUsedAt ?? other.createdAt)
}
