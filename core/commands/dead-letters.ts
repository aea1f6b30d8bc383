import { eventLine } from '../event-line.ts'
import type { DeadLetter } from '../store/store.ts'
import { queryOf } from './answer.ts'
import { localTime } from './local-time.ts'
import { plain, plainLines } from './plain.ts'
import type { ReachOptions } from './reaching.ts'
import { createClient } from './running.ts'
import { table } from './table.ts'

export type LetterFilter = { readonly plugin?: string; readonly type?: string; readonly since?: string }

const MAX_WHY = 120

export type ListLettersOptions = ReachOptions & LetterFilter & { readonly limit: number; readonly before?: number }

/** Lists deliveries that were given up, newest first. */
export async function deadLetters(options: ListLettersOptions): Promise<void> {
  const { plugin, type, since, before, limit } = options
  // The host answers with the letters of its store.
  const answer = (await createClient(options).get(`/api/dead-letters${queryOf({ plugin, type, since, before, limit })}`)) as {
    readonly letters: readonly DeadLetter[]
    readonly total: number
  }
  if (options.json) return console.log(JSON.stringify(answer, undefined, 2))
  const { letters, total } = answer
  if (letters.length === 0) return console.log('There are no dead letters here')
  const rows = letters.map((letter) => [String(letter.id), localTime(letter.at), letter.plugin, wordsOf(letter), whyOf(letter)])
  console.log(table(['id', 'given up', 'plugin', 'event', 'why'], rows))
  if (letters.length < total) console.log(`${total} in all; go on with --before ${letters.at(-1)?.id}`)
}

/** Shows one with every attempt. */
export async function showDeadLetter(id: number, options: ReachOptions): Promise<void> {
  const { letter } = (await createClient(options).get(`/api/dead-letters/${id}`)) as { letter: DeadLetter }
  if (options.json) return console.log(JSON.stringify(letter, undefined, 2))
  console.log(`Dead letter ${letter.id} of ${letter.plugin}, given up ${localTime(letter.at)}: ${plain(letter.reason)}`)
  console.log(`Event ${letter.seqNo}: ${wordsOf(letter)}`)
  for (const { attempt, at, durationMs, error } of letter.attempts) {
    console.log(`  attempt ${attempt}, ${localTime(at)}, after ${Math.round(durationMs)} ms`)
    for (const line of plainLines(error).split('\n')) console.log(`    ${line}`)
  }
}

/** Why it was given up, and how its last attempt failed. */
function whyOf({ reason, attempts }: DeadLetter): string {
  const [error = ''] = attempts.at(-1)?.error.split('\n', 1) ?? []
  const last = plain(error)
  const why = error === '' || error === reason ? plain(reason) : `${plain(reason)}: ${last}`
  return why.length > MAX_WHY ? `${why.slice(0, MAX_WHY)} …` : why
}

/** The event in one line of words. */
function wordsOf({ event }: DeadLetter): string {
  if (!event) return 'damaged'
  return plain(eventLine(event)?.text ?? event.eventType)
}
