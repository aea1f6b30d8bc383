import type { Worker } from 'node:worker_threads'

/** What threads did since they began, in milliseconds: at work, and how much of a processor their whole process used. */
export type Work = { readonly atMs: number; readonly activeMs: number; readonly processorMs: number }

/** Deno does not tell how busy a thread is; there a process has one plugin, and its processor time is the plugin's. */
export function workOf(threads: readonly Pick<Worker, 'performance'>[]): Work {
  const { user, system } = process.cpuUsage()
  const processorMs = (user + system) / 1000
  const active = threads.map((thread) => activeOf(thread))
  const activeMs = active.includes(undefined) ? processorMs : active.reduce<number>((sum, ms = 0) => sum + ms, 0)
  return { atMs: performance.now(), processorMs, activeMs }
}

function activeOf({ performance }: { readonly performance: Partial<Worker['performance']> }): number | undefined {
  return performance.eventLoopUtilization?.().active
}
