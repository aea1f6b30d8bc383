import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { median } from './figures.ts'
import type { Batch, Loaded, Place } from './sandbox-places.ts'

/** Microseconds, milliseconds and bytes, by the name of the line. */
export type Figures = Record<string, number>

export type Batches = {
  /** By how many events are in one. */
  readonly chats: ReadonlyMap<number, Batch>
  /** A like that asks the host CALLS times. */
  readonly asking: Batch
  readonly kernels: ReadonlyMap<string, Batch>
}

export const CALLS = 200
const STARTS = 4
const EVENTS = 20_000
const MIN_TURNS = 100
const MAX_TURNS = 1000
/** Before the first, the engine has not seen the code; the best of the others is what it can do. */
const KERNEL_TURNS = 6
/** What is measured of memory soon after a start holds what that left behind. */
const SETTLE_MS = 1000
/** V8 gives back what an idle thread does not need after eight seconds. */
const IDLE_MS = 10_000

/** One round in one place, with plugins of its own. */
export async function measure(place: Place, { code, batches, round }: { code: string; batches: Batches; round: number }): Promise<Figures> {
  const figures: Figures = {}
  const first = await place.load(`bench-${round}-0`, code)
  await first.deliver(batches.asking)
  const before = await memoryOf(place)
  const others: Loaded[] = []
  const starts: number[] = []
  for (let n = 1; n <= STARTS; n += 1) starts.push(await timed(async () => void others.push(await place.load(`bench-${round}-${n}`, code))))
  await pause(SETTLE_MS)
  figures.startMs = median(starts)
  figures.startedBytes = ((await memoryOf(place)) - before) / STARTS
  await pause(IDLE_MS)
  figures.idleBytes = ((await memoryOf(place)) - before) / STARTS
  await Promise.all(others.map(({ unload }) => unload()))
  for (const [size, batch] of batches.chats) figures[`batch${size}Us`] = await costOfEvent(first, batch, size)
  figures.callUs = ((await timed(() => first.deliver(batches.asking))) / CALLS) * 1000
  for (const [name, batch] of batches.kernels) figures[name] = await bestOf(first, batch)
  await first.unload()
  return figures
}

/** Microseconds an event when one batch after the other is handled. */
async function costOfEvent(loaded: Loaded, batch: Batch, size: number): Promise<number> {
  const turns = Math.max(MIN_TURNS, Math.min(MAX_TURNS, Math.ceil(EVENTS / size)))
  // A live goes on for hours; what the engine compiles in its first seconds says little of it.
  for (let turn = 0; turn < turns; turn += 1) await loaded.deliver(batch)
  const ms = await timed(async () => {
    for (let turn = 0; turn < turns; turn += 1) await loaded.deliver(batch)
  })
  return (ms * 1000) / (turns * size)
}

async function bestOf(loaded: Loaded, batch: Batch): Promise<number> {
  const times: number[] = []
  for (let turn = 0; turn < KERNEL_TURNS; turn += 1) times.push(await timed(() => loaded.deliver(batch)))
  return Math.min(...times)
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

/** Bytes, pages shared with others counted in parts; not a number where the system does not tell. */
async function memoryOf(place: Place): Promise<number> {
  const each = place.pids().map(async (pid) => {
    const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
    return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1]) * 1024
  })
  return (await Promise.all(each)).reduce((sum, bytes) => sum + bytes, 0)
}
