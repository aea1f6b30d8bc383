import type { Job, Priority } from './job.ts'

type Waiting = Pick<Job, 'id' | 'n' | 'priority'>

/** Two queues, each first in, first out: while anything is in `high`, nothing is taken from `normal`. What does not fit is refused by whoever asks `isFull`. */
export function createLine<J extends Waiting>(max: number) {
  const queues: Record<Priority, J[]> = { high: [], normal: [] }
  return {
    isFull: (priority: Priority) => queues[priority].length >= max,
    /** What came earlier, and was taken before a crash, goes before what came later. */
    push(job: J) {
      queues[job.priority].push(job)
      queues[job.priority].sort((one, other) => one.n - other.n)
    },
    take: (): J | undefined => queues.high.shift() ?? queues.normal.shift(),
    sizes: () => ({ high: queues.high.length, normal: queues.normal.length }),
    /** How many are taken before the newest of this priority. */
    ahead: (priority: Priority) => queues.high.length + (priority === 'normal' ? queues.normal.length : 0),
    /** Takes out what fits, and answers it. */
    drop(fits: (job: J) => boolean): readonly J[] {
      const dropped = [...queues.high, ...queues.normal].filter(fits)
      for (const priority of ['high', 'normal'] as const) queues[priority] = queues[priority].filter((job) => !fits(job))
      return dropped
    },
  }
}

export type Line<J extends Waiting> = ReturnType<typeof createLine<J>>
