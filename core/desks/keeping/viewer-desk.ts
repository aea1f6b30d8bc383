import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { Dispatch } from '../../schedule/schedule.ts'
import type { Audit, By, ErasureReport, ViewerDesk } from '../../serve/serve.ts'
import type { Backups } from '../../store/backup/backups.ts'
import { copiesIn, inCopy, removeMigrationCopies } from '../../store/erasure/copies.ts'
import { type ErasableStore, type Erased, eraseFrom, eraseTexts, identify } from '../../store/erasure/erase.ts'
import type { Erasure, Erasures } from '../../store/erasure/erasures.ts'
import type { Identity } from '../../store/erasure/identity.ts'
import type { ViewerKey } from '../../store/erasure/key.ts'
import { noteApplied } from '../../store/erasure/reapply.ts'
import { remainsIn } from '../../store/erasure/remains.ts'
import { createUnderWay } from '../../store/erasure/under-way.ts'
import { acceptedUntil } from '../../store/erasure/until.ts'
import { lookUp } from '../../store/erasure/viewer.ts'
import type { Store } from '../../store/store.ts'

type Parts = {
  readonly dataDir: string
  readonly store: ErasableStore & Pick<Store, 'encode' | 'head'>
  readonly decode: (bytes: Uint8Array) => unknown
  readonly backups: Backups
  readonly erasures: Erasures
  readonly key: ViewerKey
  /** What runs keeps viewers in its memory: it is begun anew, and so are the pages. */
  readonly restart: (between: () => Promise<void>) => Promise<void>
  readonly audit: Audit
  readonly clock: Clock
  readonly log: Logger
}

/** Takes viewers out of everything that the host keeps: log, totals, dead letters, plugins' values, backups. One at a time. */
export function createViewerDesk(parts: Parts): ViewerDesk & {
  /** Deliveries as they may go out: what waited while its viewer was erased is without the viewer. */
  clean(deliveries: readonly Dispatch[]): readonly Dispatch[]
} {
  const { dataDir, store, backups, erasures, key, audit, clock, log } = parts
  const underWay = createUnderWay(parts)

  async function erase(viewer: string, { dryRun, by }: { readonly dryRun: boolean; readonly by: By }): Promise<ErasureReport> {
    const until = new Date(clock.wallTime()).toISOString()
    const isMeant = acceptedUntil(until, clock)
    const identity = await lookUp(store, { viewer, key, isMeant })
    const copies = await copiesIn(dataDir)
    if (dryRun) return reportOf(identity, await eraseFrom(store, identity, { isMeant, dryRun }), { backups: copies.length, remaining: [] })
    const erasure = erasureOf(identity, until)
    await erasures.add(erasure)
    underWay.add(identity)
    const erased = await eraseFrom(store, identity, { isMeant, dryRun })
    // What ran may have written once more what it remembered, and must not be read by what comes.
    let again = 0
    await parts.restart(async () => {
      again += (await eraseTexts(store, identity, { dryRun })).keys
    })
    again += (await eraseTexts(store, identity, { dryRun })).keys
    await removeMigrationCopies(dataDir)
    for (const folder of copies) await eraseCopy(folder, identity, erasure)
    // Whoever dies before this goes through all of it again.
    noteApplied(store, erasure)
    audit({ what: 'viewer.erased', by, detail: { viewer: identity.pseudonym } })
    const keys = erased.keys + again
    return reportOf(identity, { ...erased, keys }, { backups: copies.length, remaining: [...(await remainsIn(dataDir, identity))] })
  }

  /** A copy may know the viewer by names that the log has no more. */
  async function eraseCopy(folder: string, known: Identity, erasure: Erasure): Promise<void> {
    const work = async (copy: Store) => {
      const isMeant = acceptedUntil(erasure.at, clock)
      const found = await identify(copy, known, isMeant)
      for (const part of ['names', 'urls', 'texts'] as const) for (const text of known[part]) found[part].add(text)
      await eraseFrom(copy, found, { isMeant, dryRun: false })
      noteApplied(copy, erasure)
    }
    await inCopy(folder, clock, work).catch((error) =>
      log.error({ folder, error: String(error) }, 'The viewer could not be taken out of a copy; delete it'),
    )
  }

  function erasureOf({ userIds, handles }: Identity, at: string): Erasure {
    const [userId] = userIds
    return {
      id: userId === undefined ? null : key.hashOf('id', userId),
      handles: [...handles].map((handle) => key.hashOf('handle', handle)),
      at,
    }
  }

  return {
    erase: (viewer, options) => backups.inTurn(() => erase(viewer, options)),
    clean: underWay.clean,
  }
}

function reportOf({ pseudonym }: Identity, erased: Erased, more: Pick<ErasureReport, 'backups' | 'remaining'>): ErasureReport {
  const { events, mentions, deadLetters, keys, rows } = erased
  return { pseudonym, events, mentions, deadLetters, keys, rows, ...more }
}
