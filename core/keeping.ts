import type { Settings } from '../schemas/types.ts'
import { createBackupDesk } from './backup-desk.ts'
import type { Clock } from './base/clock.ts'
import { createDecoder } from './base/codec.ts'
import type { Logger } from './base/log.ts'
import { createPersonalTimer } from './personal-timer.ts'
import { createBackups } from './store/backup/backups.ts'
import { removeMigrationCopies } from './store/erasure/copies.ts'
import { openErasures } from './store/erasure/erasures.ts'
import { loadViewerKey } from './store/erasure/key.ts'
import { reapply } from './store/erasure/reapply.ts'
import type { Store } from './store/store.ts'
import { createViewerDesk } from './viewer-desk.ts'

type Parts = {
  readonly dataDir: string
  readonly version: string
  readonly store: Store
  readonly settings: () => Settings
  /** Begins anew what runs and what is shown. */
  readonly restart: () => Promise<void>
  readonly clock: Clock
  readonly log: Logger
}

/**
 * Backups, and taking people out of what is kept. Resolves when the store is without everybody who was erased, also when it is older
 * than that. Rejects with SETTINGS_INVALID, DATA_UNREADABLE or what the store rejects with.
 */
export async function createKeeping({ dataDir, version, store, settings, restart, clock, log }: Parts) {
  const key = await loadViewerKey(dataDir)
  const erasures = await openErasures(dataDir)
  // A migration of an older backup copied it just now, with everybody in it.
  if ((await reapply(store, { all: erasures.all(), key, log })) > 0) await removeMigrationCopies(dataDir)
  const backups = createBackups({ dataDir, version, clock })
  const { decode } = createDecoder(store.structures)
  const viewers = createViewerDesk({ dataDir, store, decode, backups, erasures, key, restart, clock, log })
  const desk = createBackupDesk({ backups, settings, clock, log })
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
