import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { createLog } from '../../core/base/log.ts'
import type { Draft } from '../../core/ingest/source.ts'
import { chatDraft, giftDraft, likeDraft } from '../../scripts/bench/drafts.ts'
import { startBenchHost } from '../../scripts/bench/host.ts'

/**
 * A whole host with the plugins of crash-plugins.ts that takes a number of rounds of events, finishes them and stops in order;
 * unless it is killed on the way. Tells the pipe what was accepted, and what plugins say that they saw, as they do.
 */
const [dataDir = '', run = '', rounds = '', shares = ''] = process.argv.slice(2)

// Synchronous, so that a line is either told or was never begun.
const tell = (line: object) => void writeSync(1, `${JSON.stringify(line)}\n`)

const host = await startBenchHost({
  dataDir,
  folder: join(dataDir, '..'),
  log: createLog({ level: 'info', write: (line) => void writeSync(1, line) }),
  onEvents: (events) => tell({ accepted: events.map(({ seqNo, eventId }) => [seqNo, eventId]) }),
})

const gift = (n: number, giftName: string): Draft => {
  const draft = giftDraft(n, 0)
  return { ...draft, payload: { ...draft.payload, giftName } } as Draft
}

const share = (n: number): Draft => ({ ...chatDraft(n), eventType: 'share', payload: {} })

for (let n = 0; n < 10 * Number(rounds); n += 10) {
  const drafts = [chatDraft(n), likeDraft(n + 1), gift(n + 2, 'rose'), gift(n + 3, 'flaky'), gift(n + 4, 'emits')]
  if (n % 20 === 0) drafts.push(gift(n + 5, 'poison'))
  if (n === 0) for (let each = 0; each < Number(shares); each++) drafts.push({ ...share(6), eventId: `share${each}` })
  await host.ingest(drafts.map((draft) => ({ ...draft, eventId: `crash:${run}:${draft.eventId}` })))
}
await host.stop(30_000)
tell({ stopped: true })
