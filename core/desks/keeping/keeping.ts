import type { Settings } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import { createDecoder } from '../../base/codec.ts'
import type { Logger } from '../../base/log.ts'
import type { Audit } from '../../serve/serve.ts'
import { createBackups } from '../../store/backup/backups.ts'
import { reapplyToCopies, removeMigrationCopies } from '../../store/erasure/copies.ts'
import { openErasures } from '../../store/erasure/erasures.ts'
import { loadViewerKey } from '../../store/erasure/key.ts'
import { noteApplied, reapply } from '../../store/erasure/reapply.ts'
import type { Store } from '../../store/store.ts'
import { createBackupDesk } from './backup-desk.ts'
import { createPersonalTimer } from './personal-timer.ts'
import { createViewerDesk } from './viewer-desk.ts'

type Parts = {
  readonly dataDir: string
  readonly version: string
  readonly store: Store
  readonly settings: () => Settings
  /** Begins anew what runs and what is shown. */
  readonly restart: (between: () => Promise<void>) => Promise<void>
  readonly audit: Audit
  readonly clock: Clock
  readonly log: Logger
}

/**
 * Backups, and taking people out of what is kept. Resolves when the store is without everybody who was erased, also when it is older
 * than that. Rejects with SETTINGS_INVALID, DATA_UNREADABLE or what the store rejects with.
 */
export async function createKeeping({ dataDir, version, store, settings, restart, audit, clock, log }: Parts) {
  const key = await loadViewerKey(dataDir)
  const erasures = await openErasures(dataDir)
  const lacking = await reapply(store, { all: erasures.all(), key, clock, log })
  const backups = createBackups({ dataDir, version, clock })
  const { decode } = createDecoder(store.structures)
  const viewers = createViewerDesk({ dataDir, store, decode, backups, erasures, key, restart, audit, clock, log })
  if (lacking.length > 0) {
    // A migration of an older backup copied it just now, with everybody in it.
    await removeMigrationCopies(dataDir)
    const copies = { dataDir, all: erasures.all(), key, clock, log }
    // They are not served, so nothing waits for them; until they are through, the next start begins anew.
    backups
      .inTurn(async () => {
        await reapplyToCopies(copies)
        for (const erasure of lacking) noteApplied(store, erasure)
      })
      .catch((error) => log.error({ error: String(error) }, 'Viewers could not be taken out of the backups; the next start tries again'))
  }
  const desk = createBackupDesk({ backups, settings, audit, clock, log })
  const timer = createPersonalTimer({ store, key, settings, clock, log })

  return {
    backups: desk,
    viewers,
    async stop() {
      desk.stop()
      await timer.stop()
    },
  }
}
