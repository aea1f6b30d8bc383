import { systemClock } from '../base/clock.ts'
import { createLog } from '../base/log.ts'
import { openAudit } from '../desks/audit/audit.ts'
import type { By } from '../serve/serve.ts'

/** Who does what is done while no host runs. */
export const COMMAND_LINE: By = { role: 'admin', peer: '', id: 'command-line', name: 'command line' }

/** Writes into the audit what a command did while no host ran. Resolves when it is on the disk. */
export async function noteOffline(dataDir: string, what: string, detail: Readonly<Record<string, string>>): Promise<void> {
  const audit = await openAudit({ dataDir, clock: systemClock, log: createLog({}), say: (sentence) => console.error(sentence) })
  audit.note({ what, by: COMMAND_LINE, detail })
  await audit.stop()
}
