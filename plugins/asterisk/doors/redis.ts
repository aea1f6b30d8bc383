import { createLink, type LinkState } from '#sdk/link'
import type { Calls } from '../calls.ts'
import type { Status } from '../jobs/status.ts'
import { readAddress, shownOf } from './address.ts'
import { type Door, problemOf } from './door.ts'
import { type Entry, jobEntry, refusedEntry, workerEntry } from './records.ts'
import { openRedisLine, type RedisLine } from './redis-line.ts'

type Parts = {
  readonly url: string
  readonly calls: Pick<Calls, 'all' | 'get' | 'workers'>
  readonly onState: (state: LinkState) => void
  /** Redis takes nothing more; once until it does again. */
  readonly onTrouble: (sentence: string) => void
}

const KIND = { name: 'REDIS_URL', scheme: 'redis', example: 'redis://user:password@host:6379/0' } as const
/** Commands at once. */
const MOST = 100
/** What was refused and nobody could be told of yet; the oldest goes first. */
const REFUSED_KEPT = 100

/** Mirrors jobs and workers as they are now into Redis. Nothing is read there, and nothing waits for it. */
export function createRedis({ url, calls, onState, onTrouble }: Parts): Door & { refused(status: Status): void } {
  let written = new Map<string, unknown>()
  let refused: readonly Entry[] = []
  let trouble: string | undefined
  let isWriting = false

  const link = createLink<RedisLine>({
    open: async ({ signal, lost }) => openRedisLine({ address: readAddress(url, KIND), signal, lost }),
    close: (line) => line.close(),
    onState(state) {
      // What was there may be gone.
      if (state.state === 'open') written = new Map()
      if (state.state === 'open') look()
      onState(state)
    },
  })

  function changes(): readonly Entry[] {
    const all = [...refused, ...calls.all().map(jobEntry), ...calls.workers().map(workerEntry)]
    const there = new Set(all.map(({ key }) => key))
    for (const key of written.keys()) if (!there.has(key)) written.delete(key)
    return all.filter(({ key, as }) => written.get(key) !== as).slice(0, MOST)
  }

  async function write(line: RedisLine): Promise<void> {
    for (let entries = changes(); entries.length > 0 && link.get() === line; entries = changes()) {
      const replies = await line.ask(entries.map(({ key, seconds, json }) => ['SET', key, json(), 'EX', String(seconds)]))
      const [error] = replies.flatMap((reply) => ('error' in reply ? [reply.error] : []))
      if (error !== undefined) return complain(`Redis takes no records: ${error}`)
      for (const { key, as } of entries) written.set(key, as)
      refused = refused.filter(({ as }) => !entries.some((entry) => entry.as === as))
      trouble = undefined
    }
  }

  function complain(sentence: string): void {
    if (trouble === undefined) onTrouble(sentence)
    trouble = sentence
  }

  function look(): void {
    const line = link.get()
    if (!line || isWriting) return
    isWriting = true
    write(line)
      // The link tells why.
      .catch(() => {})
      .finally(() => {
        isWriting = false
        if (trouble === undefined && link.get() && changes().length > 0) look()
      })
  }

  return {
    start: link.start,
    look,
    stop: link.stop,
    ready: link.ready,
    view: () => ({ address: shownOf(url, KIND), problem: problemOf(link.state(), 'Redis') ?? trouble ?? null }),
    refused(status) {
      // A bad message says nothing of the job whose id it bears.
      if (!calls.get(status.job_id)) refused = [...refused, refusedEntry(status)].slice(-REFUSED_KEPT)
      look()
    },
  }
}
