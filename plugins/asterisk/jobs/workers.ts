/** One who takes jobs. It leaves once it was scaled away and its last job has ended. */
type Worker = {
  readonly id: string
  readonly startedAt: number
  heartbeatAt: number
  processed: number
  isLeaving: boolean
  readonly current: Set<string>
}

export type WorkerView = Pick<Worker, 'id' | 'startedAt' | 'heartbeatAt' | 'processed'> & {
  readonly status: 'idle' | 'processing'
  readonly isActive: boolean
  readonly concurrency: number
  readonly current: readonly string[]
}

type Parts<J> = {
  /** The next job, when there is one and it may be begun. */
  readonly take: () => J | undefined
  /** Never rejects. */
  readonly work: (job: J, workerId: string) => Promise<void>
  /** Jobs of one worker at a time. */
  readonly concurrency: number
  /** Before the number of each. */
  readonly name: string
  readonly onChange: () => void
  readonly now: () => number
}

/** Whose heart has not beaten for so long is not active any more. */
const BEAT_WITHIN_MS = 300_000

/** Workers, as many as wanted; all take from one line. */
export function createWorkers<J extends { readonly id: string }>({ take, work, concurrency, name, onChange, now }: Parts<J>) {
  const workers = new Map<string, Worker>()
  let numbered = 0

  function begin(worker: Worker, job: J) {
    worker.current.add(job.id)
    worker.heartbeatAt = now()
    work(job, worker.id).finally(() => {
      worker.current.delete(job.id)
      worker.processed += 1
      worker.heartbeatAt = now()
      if (worker.isLeaving && worker.current.size === 0) workers.delete(worker.id)
      wake()
      onChange()
    })
  }

  /** Whoever has least to do, and room for more. */
  const freest = () =>
    [...workers.values()]
      .filter(({ isLeaving, current }) => !isLeaving && current.size < concurrency)
      .sort((one, other) => one.current.size - other.current.size)[0]

  /** Has all who are free look for work. */
  function wake() {
    for (let worker = freest(); worker; worker = freest()) {
      const job = take()
      if (!job) return
      begin(worker, job)
    }
  }

  function add() {
    numbered += 1
    const id = `${name}-${numbered}`
    workers.set(id, { id, startedAt: now(), heartbeatAt: now(), processed: 0, isLeaving: false, current: new Set() })
  }

  const staying = () => [...workers.values()].filter(({ isLeaving }) => !isLeaving)

  function leave(worker: Worker) {
    worker.isLeaving = true
    if (worker.current.size === 0) workers.delete(worker.id)
  }

  return {
    wake,
    count: () => staying().length,
    /** As many from now on. Who is free goes first; who works goes after that. */
    scale(wanted: number) {
      while (staying().length < wanted) add()
      const byWork = staying().sort((one, other) => one.current.size - other.current.size)
      for (const worker of byWork.slice(0, byWork.length - wanted)) leave(worker)
      wake()
      onChange()
    },
    beat() {
      for (const worker of workers.values()) worker.heartbeatAt = now()
    },
    list: (): readonly WorkerView[] =>
      [...workers.values()].map(({ id, startedAt, heartbeatAt, processed, current }) => ({
        ...{ id, startedAt, heartbeatAt, processed, concurrency, current: [...current] },
        ...{ status: current.size > 0 ? 'processing' : 'idle', isActive: now() - heartbeatAt <= BEAT_WITHIN_MS },
      })),
  }
}

export type Workers = ReturnType<typeof createWorkers>
