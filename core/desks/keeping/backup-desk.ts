import type { Settings } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { Audit, BackupDesk, BackupReport, By } from '../../serve/serve.ts'
import type { Backup, Backups } from '../../store/backup/backups.ts'

type Parts = {
  readonly backups: Backups
  readonly settings: () => Settings
  readonly audit: Audit
  readonly clock: Clock
  readonly log: Logger
}

const HOUR_MS = 3_600_000
const LOOK_EVERY_MS = 60_000
/** After each failure in a row it waits twice as long as before, at most so long. */
const MAX_WAIT_MS = HOUR_MS
const KEEP = 7

/** Backups as their operator asks for them, and by themselves as often as the settings say. */
export function createBackupDesk({ backups, settings, audit, clock, log }: Parts): BackupDesk & { stop(): void } {
  /** When the newest automatic one that was made was begun; undefined until it was looked for. */
  let lastAt: number | undefined
  let failures = 0
  let cancel = clock.after(LOOK_EVERY_MS, look)

  function look(): void {
    makeWhenDue()
      .then(
        () => {
          failures = 0
        },
        (error) => {
          failures++
          log.error({ error: String(error), nextTryInMs: waitMs() }, 'The backup could not be made')
        },
      )
      .finally(() => {
        if (cancel !== stopped) cancel = clock.after(waitMs(), look)
      })
  }

  const waitMs = () => Math.min(MAX_WAIT_MS, LOOK_EVERY_MS * 2 ** Math.max(0, failures - 1))

  async function makeWhenDue(): Promise<void> {
    const { everyHours, keep = KEEP } = settings().backup ?? {}
    if (everyHours === undefined) return
    const now = clock.wallTime()
    lastAt ??= Date.parse((await backups.list()).find(({ automatic }) => automatic)?.madeAt ?? '') || 0
    // A clock that was set back makes one too many, never none.
    if (lastAt <= now && now - lastAt < everyHours * HOUR_MS) return
    const { name, head } = await backups.take({ automatic: true })
    lastAt = now
    log.info({ backup: name, head }, 'Backup made')
    await backups.keep(keep)
  }

  return {
    async take({ secrets, by }: { readonly secrets: boolean; readonly by: By }) {
      const backup = await backups.take({ secrets })
      audit({ what: 'backup.made', by, detail: { backup: backup.name, secrets } })
      return reported(backup)
    },
    list: async () => (await backups.list()).map(reported),
    stop() {
      cancel()
      cancel = stopped
    },
  }
}

function stopped(): void {}

function reported({ name, folder, madeAt, head, automatic, secrets, files }: Backup): BackupReport {
  const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0)
  return { name, folder, madeAt, head, automatic, secrets, bytes }
}
