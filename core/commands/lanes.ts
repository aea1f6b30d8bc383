import type { LaneAnswer, LaneList, LaneView, PanicAnswer } from '../../schemas/types.ts'
import { tell } from './answer.ts'
import { plain } from './plain.ts'
import { laneTable } from './queue.ts'
import type { ReachOptions } from './reaching.ts'
import { createClient } from './running.ts'

/** Lists the lanes of the running host. */
export async function lanes(options: ReachOptions): Promise<void> {
  // The host answers as its schemas say; so do all below.
  const answer = (await createClient(options).get('/api/lanes')) as LaneList
  tell(answer.lanes, options, (all) => (all.length === 0 ? ['No plugin has a lane'] : [laneTable(all)]))
}

/** Holds a lane, or lets it go on; what is for it waits meanwhile. */
export async function orderLane(order: 'pause' | 'resume', plugin: string, options: ReachOptions): Promise<void> {
  const answer = (await createClient(options).post(`${pathOf(plugin)}/${order}`, {})) as LaneAnswer
  tell(answer.lane, options, sentenceOf)
}

/** Gives a plugin so many threads. */
export async function scale(plugin: string, threads: number, options: ReachOptions): Promise<void> {
  const answer = (await createClient(options).put(`${pathOf(plugin)}/threads`, { threads })) as LaneAnswer
  tell(answer.lane, options, (lane) => [`${lane.plugin} has ${lane.threads} thread${lane.threads === 1 ? '' : 's'}`])
}

/** Holds everything back at once, or lets it go on; without a word, says which. */
export async function panic(order: 'on' | 'off' | undefined, options: ReachOptions): Promise<void> {
  const client = createClient(options)
  const ask = { on: () => client.post('/api/panic', {}), off: () => client.delete('/api/panic'), look: () => client.get('/api/panic') }
  const answer = (await ask[order ?? 'look']()) as PanicAnswer
  tell(answer.panic, options, ({ on, by, heldEvents }) => [
    on
      ? `Panic is on${by === undefined ? '' : `, by ${plain(by)}`}: ${heldEvents} events wait. Nothing is lost; showrunner panic off goes on`
      : 'Panic is off: everything goes its way',
  ])
}

const pathOf = (plugin: string) => `/api/lanes/${encodeURIComponent(plugin)}`

function sentenceOf({ plugin, paused, depth, spilled }: LaneView): readonly string[] {
  return [paused ? `${plugin} is held; ${depth + spilled} events wait, and none is lost` : `${plugin} goes on with what waited`]
}
