import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../base/clock.ts'
import { createDecoder } from '../base/codec.ts'
import { HostError } from '../base/errors.ts'
import { createLog } from '../base/log.ts'
import { openAudit } from '../desks/audit/audit.ts'
import { createViewerDesk } from '../desks/keeping/viewer-desk.ts'
import type { ErasureReport } from '../serve/serve.ts'
import { createBackups } from '../store/backup/backups.ts'
import { openErasures } from '../store/erasure/erasures.ts'
import { loadViewerKey } from '../store/erasure/key.ts'
import { viewerOf } from '../store/erasure/viewer.ts'
import { createSqliteStore } from '../store/sqlite/sqlite.ts'
import { isAgreed } from './confirm.ts'
import { COMMAND_LINE } from './note-offline.ts'
import { patience } from './patience.ts'
import type { ReachOptions } from './reaching.ts'
import { createClient, ifRunning } from './running.ts'

export type ForgetOptions = ReachOptions & { readonly version: string; readonly dryRun?: boolean; readonly yes?: boolean }

/** Erases one viewer: through the host where it runs, else in the data folder. */
export async function forget(viewer: string, options: ForgetOptions): Promise<void> {
  viewerOf(viewer)
  const dryRun = options.dryRun ?? false
  const question = `Erase everything personal of ${viewer}, for good?`
  const isWanted = dryRun || options.yes || (await isAgreed(question, `Nobody can be asked here; erase ${viewer} with --yes`))
  if (!isWanted) return console.log('Nothing was changed')
  patience('Looking through the log and the backups')
  // The host answers with the report that core/desks/keeping/viewer-desk.ts makes.
  const asked = await ifRunning(options, () => createClient(options).post('/api/viewers/erase', { viewer, dryRun }))
  const report = (asked as ErasureReport | undefined) ?? (await eraseOffline(viewer, options))
  if (options.json) return console.log(JSON.stringify(report, undefined, 2))
  for (const line of lines(report, dryRun)) console.log(line)
}

async function eraseOffline(viewer: string, { dataDir, version, dryRun = false }: ForgetOptions): Promise<ErasureReport> {
  if (!existsSync(join(dataDir, 'showrunner.db'))) throw new HostError('USAGE', `There is nothing in ${dataDir}`, { dataDir })
  const clock = systemClock
  const log = createLog({})
  const store = await createSqliteStore({ dataDir, clock, log })
  const auditing = await openAudit({ dataDir, clock, log, say: (sentence) => console.error(sentence) })
  try {
    const desk = createViewerDesk({
      ...{ dataDir, store, clock, log, restart: async () => {}, audit: auditing.note },
      decode: createDecoder(store.structures).decode,
      backups: createBackups({ dataDir, version, clock }),
      erasures: await openErasures(dataDir),
      key: await loadViewerKey(dataDir),
    })
    return await desk.erase(viewer, { dryRun, by: COMMAND_LINE })
  } finally {
    await auditing.stop()
    await store.close()
  }
}

function lines(
  { pseudonym, events, mentions, deadLetters, keys, rows, backups, remaining }: ErasureReport,
  dryRun: boolean,
): readonly string[] {
  const found = `events of the viewer: ${events}, of others: ${mentions}, dead letters: ${deadLetters}, values of plugins: ${keys}, rows of totals: ${rows}`
  if (dryRun) return [`Found ${found}; backups to be looked through: ${backups}`, 'Nothing was changed']
  return [
    `Erased ${found}; backups that were looked through: ${backups}`,
    `What was given counts on under ${pseudonym}. Backups outside of the data folder are erased when they are restored`,
    ...remaining.map((file) => `Still named in ${file}: look at it yourself`),
  ]
}
