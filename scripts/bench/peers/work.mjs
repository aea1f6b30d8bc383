import { setTimeout as pause } from 'node:timers/promises'
import { eventOf } from './event.mjs'

/** So far ahead of who handles them. */
const LEAD = 20_000
const RANKS = 6
/** Plugins ask for it about this long. */
const HANDLER_MS = 0.2
const SAMPLES_LIMIT_MS = 8000

/** Deliveries a second while events are handed in as fast as they are handled, after so many milliseconds of the same: what an engine compiles first counts for nobody. */
export async function measureThroughput(open, { events, consumers, tune, warmUpMs }) {
  let done = 0
  let goal = Number.POSITIVE_INFINITY
  let letters = 0
  let finished
  const allDone = new Promise((resolve) => {
    finished = resolve
  })
  const peer = await open((event) => {
    letters += event.payload.message.length + event.user.displayName.length
    done += 1
    if (done === goal) finished(performance.now())
  })
  await peer.consume()
  let given = 0
  let isOver = false
  const feed = async () => {
    while (!isOver) {
      while (!isOver && given - done / consumers > LEAD) await pause(1)
      const first = given
      given += tune.add
      await peer.add(Array.from({ length: tune.add }, (_, n) => ({ rank: (first + n) % RANKS, event: eventOf(first + n) })))
    }
  }
  const fed = Promise.all(Array.from({ length: tune.adders }, feed))
  await pause(warmUpMs)
  const startedAt = performance.now()
  goal = done + events * consumers
  const seconds = ((await allDone) - startedAt) / 1000
  isOver = true
  await fed
  return { figures: { perSecond: (events * consumers) / seconds, letters }, stop: peer.stop }
}

/** Milliseconds from handing in a top-priority event until its handler runs, while less urgent ones wait by the thousand. */
export async function measureUrgent(open, { backlog, samples, tune }) {
  let done = 0
  const waiting = new Map()
  const peer = await open((event) => {
    const ranAt = performance.now()
    waiting.get(event.eventId)?.(ranAt)
    while (performance.now() - ranAt < HANDLER_MS);
    done += 1
  })
  for (let n = 0; n < backlog; n += tune.add) {
    await peer.add(Array.from({ length: tune.add }, (_, k) => ({ rank: 1 + ((n + k) % (RANKS - 1)), event: eventOf(n + k) })))
  }
  await peer.consume()
  while (done < backlog / 100) await pause(1)
  const latencies = []
  const startedAt = performance.now()
  while (latencies.length < samples && done < backlog * 0.9 && performance.now() - startedAt < SAMPLES_LIMIT_MS) {
    const event = { ...eventOf(0), eventId: `urgent-${latencies.length}` }
    const sentAt = performance.now()
    const ranAt = new Promise((resolve) => waiting.set(event.eventId, resolve))
    await Promise.all([peer.add([{ rank: 0, event }]), ranAt])
    latencies.push((await ranAt) - sentAt)
    await pause(10)
  }
  return { figures: { latenciesMs: latencies, waiting: backlog - done }, stop: peer.stop }
}
