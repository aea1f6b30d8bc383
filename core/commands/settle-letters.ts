import { HostError } from '../base/errors.ts'
import type { Replayed } from '../serve/serve.ts'
import type { LetterFilter } from './dead-letters.ts'
import type { ReachOptions } from './reaching.ts'
import { createClient } from './running.ts'

export type SettleOptions = ReachOptions & LetterFilter & { readonly all?: boolean; readonly dryRun?: boolean }

/** Gives letters to their plugins once more. */
export async function replayLetters(ids: readonly number[], options: SettleOptions): Promise<void> {
  const { dryRun = false } = options
  const answer = (await createClient(options).post('/api/dead-letters/replay', { ...chosen(ids, options), dryRun })) as Replayed
  if (options.json) return console.log(JSON.stringify(answer, undefined, 2))
  console.log(`${dryRun ? 'Would replay' : 'Replayed'} ${counted(answer.replayed)}`)
  for (const [why, count] of Object.entries(answer.kept)) console.log(`${counted(count)} stay: ${why}`)
}

/** Removes letters for good. */
export async function dropLetters(ids: readonly number[], options: SettleOptions): Promise<void> {
  const { dryRun = false } = options
  const answer = (await createClient(options).delete('/api/dead-letters', { ...chosen(ids, options), dryRun })) as { dropped: number }
  if (options.json) return console.log(JSON.stringify(answer, undefined, 2))
  console.log(`${dryRun ? 'Would drop' : 'Dropped'} ${counted(answer.dropped)}`)
}

/** Which are meant; all of them only when that was said. */
function chosen(ids: readonly number[], { plugin, type, since, all }: SettleOptions) {
  const filter = { ...(plugin !== undefined && { plugin }), ...(type !== undefined && { type }), ...(since !== undefined && { since }) }
  const hasFilter = Object.keys(filter).length > 0
  if (Number(ids.length > 0) + Number(hasFilter) + Number(all === true) !== 1) {
    throw new HostError('USAGE', 'Say which dead letters: ids, or --plugin, --type and --since, or --all')
  }
  return ids.length > 0 ? { ids } : hasFilter ? { filter } : { all: true }
}

function counted(count: number): string {
  return count === 1 ? '1 dead letter' : `${count} dead letters`
}
