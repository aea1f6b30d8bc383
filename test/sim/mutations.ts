import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { createScheduler } from '../../core/schedule/scheduler.ts'
import { createMarks } from '../../core/store/marks.ts'
import { playStory } from './story.ts'

/** A bug to plant in a copy of the scheduler: text of one file and what replaces it. */
export type Mutation = { readonly name: string; readonly file: string; readonly text: string; readonly instead: string }

/** Bugs that schedulers have had; the simulation must find each. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'the newest of a priority goes first',
    file: 'lane.ts',
    text: 'dequeOf(item).append(item)\n        size++',
    instead: 'dequeOf(item).prepend(item)\n        size++',
  },
  { name: 'a lane is never full', file: 'lane.ts', text: 'if (size < max)', instead: 'if (size < max * 9)' },
  {
    name: 'attempts are not durable before the next',
    file: 'setbacks.ts',
    text: 'trouble.durable = false',
    instead: 'trouble.durable = true',
  },
  {
    name: 'the limit is not checked at recovery',
    file: 'setbacks.ts',
    text: 'if (isUsedUp) giveUp(held, USED_UP)\n      else if',
    instead: 'if',
  },
  {
    name: 'a run before a crash is not presumed',
    file: 'setbacks.ts',
    text: 'item.recovered ? charge(held, LOST_RUN, 0) : undefined',
    instead: 'undefined',
  },
  { name: 'doubts end with a stop in order', file: 'plugin-queue.ts', text: '      setbacks.keepDoubts()\n', instead: '' },
  {
    name: 'discardables of before a crash are delivered',
    file: 'waiting.ts',
    text: 'rule.discardable && seqNo <= doubtfulUpTo',
    instead: 'false',
  },
  {
    name: 'a discardable that failed is tried again',
    file: 'setbacks.ts',
    text: "if (item.discardable) return outcomes.spent(item, 'failed')",
    instead: '',
  },
  {
    name: 'the new overtake what waits in the log',
    file: 'waiting.ts',
    text: '!discardable && backlog.holds(priority)',
    instead: 'false',
  },
  { name: 'what does not fit is forgotten', file: 'line.ts', text: 'else backlog.add(item)', instead: '' },
  { name: 'what was in flight goes back in the wrong order', file: 'line.ts', text: 'all.toReversed()', instead: 'all' },
  { name: 'a retry lets lower bands pass', file: 'turns.ts', text: 'if (isHeldUp || waiting.isSearching(band)) break', instead: '' },
  { name: 'lower bands have no turn', file: 'turns.ts', text: 'turn < TURNS - 1', instead: 'turn < TURNS' },
  {
    name: 'after a crash of unknown cause nobody is charged',
    file: 'plugin-queue.ts',
    text: '!suspects || suspects.includes(deliveryId)',
    instead: 'suspects?.includes(deliveryId)',
  },
  { name: 'a failed write is forgotten', file: 'journal.ts', text: 'else noteAgain(taken)', instead: '' },
  { name: 'a dead letter is not written', file: 'journal.ts', text: 'letters.push(letter)', instead: '' },
  {
    name: 'merged likes are lost',
    file: 'coalesce.ts',
    text: 'first.payload.likeCount + next.payload.likeCount',
    instead: 'next.payload.likeCount',
  },
]

const SCHEDULE = fileURLToPath(new URL('../../core/schedule/', import.meta.url))

/** Plants a bug in a copy; answers the first seed whose story breaks a promise, and the promise. */
export async function findMutation({ file, text, instead }: Mutation, seeds: number) {
  const folder = mkdtempSync(join(tmpdir(), 'mutation-'))
  try {
    cpSync(SCHEDULE, folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    const path = join(folder, file)
    const code = readFileSync(path, 'utf8')
    if (code.split(text).length !== 2) throw new Error(`${file} does not have this exactly once: ${text}`)
    writeFileSync(
      path,
      code.replace(text, () => instead),
    )
    // The copy has the type of what it was copied from.
    const copy = (await import(pathToFileURL(join(folder, 'scheduler.ts')).href)) as { createScheduler: typeof createScheduler }
    for (let seed = 1; seed <= seeds; seed++) {
      const promise = await playStory(seed, { createScheduler: copy.createScheduler, createMarks }).catch(String)
      if (promise) return { seed, promise }
    }
    return undefined
  } finally {
    rmSync(folder, { recursive: true })
  }
}
