import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { chatDraft, giftDraft, likeDraft } from './drafts.ts'
import { startBenchHost } from './host.ts'

/** A whole host with plugins that takes events until it is killed, and tells the pipe what was accepted, once it was. */
const [dataDir = '', run = ''] = process.argv.slice(2)

const host = await startBenchHost({
  dataDir,
  folder: join(dataDir, '..'),
  // Synchronous, so that a line is either told or was never begun.
  onEvents: (events) => void writeSync(1, events.map(({ seqNo, eventId }) => `${seqNo} ${eventId}\n`).join('')),
}).catch((error) => {
  // The pipe is all the parent looks at.
  writeSync(1, `refused ${error.code ?? error}\n`)
  process.exit(1)
})

for (let n = 0; ; n += 3) {
  const drafts = [chatDraft(n), likeDraft(n + 1), giftDraft(n + 2, Date.now())]
  await host.ingest(drafts.map((draft) => ({ ...draft, eventId: `kill:${run}:${draft.eventId}` })))
  await turn()
}
