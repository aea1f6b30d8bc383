import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { chatDraft, mixedDraft, prepared } from '../drafts.ts'
import { type BenchHost, startBenchHost } from '../host.ts'
import { cpuUs } from './processes.ts'

const ARRAY = 64
/** So many arrays wait for the disk at once, as frames of a busy live do. */
const ARRAYS_AT_ONCE = 16
/** The feeder stays so far ahead of the slowest plugin, so that nothing has to wait in the log. */
const LEAD = 8000
/** Short beside the lead; to look at every lane costs some microseconds, and to look a thousand times a second would be part of the figure. */
const WATCH_MS = 5
const MEMORY_MS = 250

export type DeliveriesOptions = {
  /** With plugins in it; see bench-plugins.ts. */
  readonly folder: string
  readonly events: number
  /** Six types, a priority each, in place of chats. */
  readonly mixed?: boolean
  /** So many before, which are not counted. */
  readonly warmUp?: number
}

export type Deliveries = {
  readonly eventsPerSecond: number
  readonly deliveriesPerSecond: number
  /** Processor time for a delivery, microseconds; what makes the events is left out. */
  readonly coreUs: number
  readonly runnersUs: number
  readonly restBytes: number
  readonly floodBytes: number
  readonly diskBytesPerEvent: number
}

/** Events handed in as fast as the slowest plugin handles them, until every plugin has acknowledged every one. */
export async function measureDeliveries({ folder, events, mixed = false, warmUp = 0 }: DeliveriesOptions): Promise<Deliveries> {
  const draft = prepared(mixed ? mixedDraft : chatDraft)
  const makingUs = costOfMaking(draft)
  const host = await startBenchHost({ folder })
  const restBytes = process.memoryUsage.rss()
  const watch = watchLanes(host)
  let given = 0
  const carry = async (upTo: number) => {
    const feed = async () => {
      while (given < upTo) {
        while (given - watch.done() > LEAD) await watch.looked()
        const from = given
        given = Math.min(upTo, given + ARRAY)
        await host.ingest(Array.from({ length: given - from }, (_, n) => draft(from + n)))
      }
    }
    await Promise.all(Array.from({ length: ARRAYS_AT_ONCE }, feed))
    while (watch.done() < upTo) await watch.looked()
  }
  await carry(warmUp)
  const cpuBefore = cpuUs()
  const startedAt = performance.now()
  await carry(warmUp + events)
  const seconds = (performance.now() - startedAt) / 1000
  const cpuAfter = cpuUs()
  watch.stop()
  const deliveries = events * host.lanes().length
  await host.stop(5000)
  return {
    eventsPerSecond: events / seconds,
    deliveriesPerSecond: deliveries / seconds,
    coreUs: (cpuAfter.core - cpuBefore.core - makingUs * events) / deliveries,
    runnersUs: (cpuAfter.runners - cpuBefore.runners) / deliveries,
    restBytes,
    floodBytes: watch.floodBytes(),
    diskBytesPerEvent: (await stat(join(folder, 'data', 'showrunner.db'))).size / (warmUp + events),
  }
}

function watchLanes(host: BenchHost) {
  const before = host.lanes().map(({ completed }) => completed)
  let done = 0
  let floodBytes = 0
  let waiting: (() => void)[] = []
  const look = () => {
    done = Math.min(...host.lanes().map(({ completed }, lane) => completed - (before[lane] ?? 0)))
    const told = waiting
    waiting = []
    for (const tell of told) tell()
  }
  const timers = [
    setInterval(look, WATCH_MS),
    setInterval(() => {
      floodBytes = Math.max(floodBytes, process.memoryUsage.rss())
    }, MEMORY_MS),
  ]
  return {
    done: () => done,
    /** Resolves when the lanes have been looked at once more. */
    looked: () => new Promise<void>((resolve) => waiting.push(resolve)),
    floodBytes: () => floodBytes,
    stop: () => timers.forEach(clearInterval),
  }
}

/** Microseconds of the processor for one, which a platform's connector would not spend. */
function costOfMaking(draft: (n: number) => unknown): number {
  const COUNT = 20_000
  for (let n = 0; n < COUNT; n += 1) draft(n)
  const before = process.cpuUsage()
  for (let n = 0; n < COUNT; n += 1) draft(n)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / COUNT
}
