import type { KeyValue } from '#sdk'
import type { Job } from './job.ts'

/** What the shelf needs of the plugin's own folder. */
export type Files = Pick<typeof Deno, 'mkdir' | 'writeFile' | 'readDir' | 'remove'>

type Parts = {
  readonly kv: Pick<KeyValue, 'get' | 'set' | 'delete' | 'list' | 'sum'>
  readonly files: Files
  readonly now: () => number
  /** Whether somebody is still to be told how it ended: it is kept for a day then. */
  readonly isOwed?: (job: Job) => boolean
}

const PREFIX = 'job:'
const DIALLED = 'dialled'
export const KEPT_MS = 3_600_000
/** Whoever is to be told and was away for a day is not told any more. */
export const OWED_MS = 24 * KEPT_MS
/** Storage lists a thousand; of more, those that ended first are forgotten. */
const MAX_KEPT = 900

/**
 * Jobs as they are, over restarts; what has ended is kept for an hour. That a call is about to be made is a file, made before: it is there after any crash,
 * and can be made only once, so that whoever made it is the only one who dials.
 */
export async function openShelf({ kv, files, now, isOwed = () => false }: Parts) {
  await files.mkdir(DIALLED, { recursive: true })
  const jobs = new Map<string, Job>()
  const dialled = await namesIn(files)
  // Only this file writes them.
  const found = await Promise.all((await kv.list(PREFIX)).map(async (key) => (await kv.get(key)) as Job | undefined))
  for (const job of found) if (job) jobs.set(job.id, dialled.has(job.id) ? { ...job, isDialled: true } : job)
  for (const id of dialled) if (!jobs.has(id)) await forget(id)

  async function forget(id: string) {
    jobs.delete(id)
    await Promise.all([kv.delete(PREFIX + id), files.remove(`${DIALLED}/${id}`).catch(() => {})])
  }

  async function tidy() {
    // What somebody is still to be told of goes last.
    const ended = [...jobs.values()]
      .filter(({ endedAt }) => endedAt !== undefined)
      .sort((one, other) => Number(isOwed(one)) - Number(isOwed(other)))
    const old = ended.filter((job) => now() - (job.endedAt ?? 0) >= (isOwed(job) ? OWED_MS : KEPT_MS))
    const over = ended.slice(0, Math.max(0, jobs.size - MAX_KEPT))
    for (const { id } of new Set([...old, ...over])) await forget(id)
  }

  async function put(job: Job): Promise<Job> {
    const isNew = !jobs.has(job.id)
    jobs.set(job.id, job)
    await kv.set(PREFIX + job.id, job).catch((error: unknown) => {
      // It is not there for whoever asks again.
      if (isNew) jobs.delete(job.id)
      throw error
    })
    return job
  }
  await tidy()

  return {
    get: (id: string) => jobs.get(id),
    /** As they came. */
    all: (): readonly Job[] => [...jobs.values()].sort((one, other) => one.n - other.n),
    next: () => kv.sum('count', 1),
    put,
    tidy,
    change: (job: Job, change: Partial<Job>): Promise<Job> => put({ ...(jobs.get(job.id) ?? job), ...change }),
    /** Whether this one may dial: nobody did, and nobody else ever will. */
    async claim(job: Job): Promise<boolean> {
      await put({ ...job, isDialled: true })
      return files.writeFile(`${DIALLED}/${job.id}`, new Uint8Array(), { createNew: true }).then(
        () => true,
        (error: unknown) => {
          if (Object(error).name === 'AlreadyExists' || Object(error).code === 'EEXIST') return false
          throw error
        },
      )
    },
    forget,
  }
}

export type Shelf = Awaited<ReturnType<typeof openShelf>>

async function namesIn(files: Files): Promise<Set<string>> {
  const names = new Set<string>()
  for await (const { name, isFile } of files.readDir(DIALLED)) if (isFile) names.add(name)
  return names
}
