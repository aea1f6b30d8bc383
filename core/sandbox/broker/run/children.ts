import { type Asker, type Handles, PowerError } from '../power.ts'
import type { Child } from './child.ts'

/** Programs of one plugin at once, over all its generations. */
const MAX_CHILDREN = 8
/** Programs that ended, whose last output and status can still be asked for. */
const MAX_ENDED = 16

/** Counts the programs of each plugin and keeps them among what its generation holds open, ended ones for a while. */
export function createChildren() {
  const running = new Map<string, number>()
  const ended = new WeakMap<Handles, number[]>()

  const count = (plugin: string, by: number) => running.set(plugin, (running.get(plugin) ?? 0) + by)

  function retire({ handles }: Asker, id: number) {
    const ids = ended.get(handles) ?? []
    ended.set(handles, ids)
    ids.push(id)
    if (ids.length > MAX_ENDED) handles.close(ids.shift())
  }

  return {
    /** Starts one, unless there are as many as there may be. */
    async add(asker: Asker, start: () => Promise<Child>): Promise<{ readonly id: number; readonly pid: number }> {
      if ((running.get(asker.plugin) ?? 0) >= MAX_CHILDREN) {
        throw new PowerError('Busy', `A plugin runs at most ${MAX_CHILDREN} programs at once`)
      }
      count(asker.plugin, 1)
      const child = await start().catch((error) => {
        count(asker.plugin, -1)
        throw error
      })
      void child.ended.then(() => count(asker.plugin, -1))
      const id = asker.handles.open(child, () => child.end())
      void child.ended.then(() => retire(asker, id))
      return { id, pid: child.pid }
    },
  }
}
