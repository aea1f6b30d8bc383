import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { systemClock } from '../base/clock.ts'
import { planRestore, type Restored, restore as restoreBackup } from '../store/backup/restore.ts'
import { argument } from './argument.ts'
import { isAgreed } from './confirm.ts'
import { patience } from './patience.ts'

export type RestoreCommandOptions = {
  readonly dataDir: string
  readonly version: string
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

/** Puts a backup in the place of the data folder's files; named by its folder, or by its name in data/backups. */
export async function restore(name: string, options: RestoreCommandOptions): Promise<void> {
  const kept = join(options.dataDir, 'backups', name)
  const folder = existsSync(kept) ? kept : resolve(name)
  const parts = { dataDir: options.dataDir, version: options.version, clock: systemClock }
  patience('Checking the backup')
  const plan = await planRestore(folder, parts)
  if (!options.json) for (const line of planLines(plan)) console.log(line)
  if (options.dryRun) return options.json ? print(plan) : console.log('Nothing was changed')
  if (!options.yes && !(await isAgreed('Restore?', 'Nobody can be asked here; restore with --yes')))
    return console.log('Nothing was changed')
  const done = await restoreBackup(folder, parts)
  if (options.json) return print(done)
  console.log(`Restored. What was there before lies in ${done.aside}`)
  console.log(`To undo: showrunner restore ${argument(done.aside)}`)
}

function planLines({ backup, presentHead, skipped }: Restored): readonly string[] {
  const [has, had] = [`The backup of ${backup.madeAt} has ${backup.head} events`, presentHead ?? 'none that can be read']
  return [
    `${has}; the data folder has ${had}.`,
    ...(skipped > 0 ? [`The ${skipped} events since then are gone after it; their numbers are not used again.`] : []),
    'Plugins may get events again that they had under way when the backup was made.',
  ]
}

const print = (done: Restored) => console.log(JSON.stringify(done, undefined, 2))
