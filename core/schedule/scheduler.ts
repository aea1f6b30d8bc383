import type { EventType } from '../../schemas/types.ts'
import { createGate } from './gate.ts'
import { createJournal } from './journal.ts'
import { createPluginQueue, type Past, type PluginQueue } from './plugin-queue.ts'
import type { Scheduler, SchedulerParts } from './schedule.ts'
import { createTally, type Tally } from './tally.ts'
import { createTrace } from './trace.ts'

/** A plugin that wants nothing is written down as far as it is every so many events; a start reads on from there. */
const NOTE_EVERY = 1000

/** Fans committed events out to a queue per plugin, so that none waits for another's. */
export function createScheduler(parts: SchedulerParts): Scheduler {
  const { clock, head } = parts
  const journal = createJournal({ write: parts.write, clock })
  const doubtfulUpTo = parts.cleanStart ? 0 : head()
  const queues = new Map<string, PluginQueue>()
  /** Of closed plugins: newer than what the store may say yet. */
  const closed = new Map<string, Past>()
  /** Begin anew, although the store may not say so yet. */
  const anew = new Set<string>()
  /** The newest number when a lane was opened for the first time, or anew. */
  const beganAfter = new Map<string, number>()
  const held = new Set<string>()
  const tallies = new Map<string, Tally>()
  const trace = createTrace(parts.traceRows)
  let routes = new Map<EventType, readonly PluginQueue[]>()
  let numberings = 0
  let notedAt = head()
  let onMove = () => {}

  const gate = createGate({
    ask: parts.intercept ?? (async () => []),
    clock,
    onDecided() {
      for (const queue of queues.values()) queue.release()
    },
    onFull: parts.onGateFull ?? (() => {}),
  })
  const queueParts = { ...parts, journal, gate, doubtfulUpTo, nextNumbering: () => ++numberings, onMove: () => onMove() }

  function queueOf(plugin: string): PluginQueue {
    const queue = queues.get(plugin)
    if (!queue) throw new TypeError(`No lane is open for ${plugin}`)
    return queue
  }

  function tallyOf(plugin: string): Tally {
    const tally = tallies.get(plugin) ?? createTally()
    tallies.set(plugin, tally)
    return tally
  }

  function route() {
    const next = new Map<EventType, PluginQueue[]>()
    for (const queue of queues.values()) {
      for (const type of queue.rules().keys()) next.set(type, [...(next.get(type) ?? []), queue])
    }
    routes = next
  }

  return {
    open(config, progress) {
      const { plugin } = config
      if (queues.has(plugin)) throw new TypeError(`A lane is open already for ${plugin}`)
      const known = closed.get(plugin)
      const isAnew = anew.delete(plugin)
      const restored = isAnew ? undefined : progress
      const past = known ?? { marks: parts.createMarks(plugin, restored), breaker: isAnew ? undefined : parts.breaker(plugin) }
      const { marks } = past
      const queue = createPluginQueue(
        config,
        { ...past, tally: tallyOf(plugin), trace: trace.lane(plugin), isHeld: held.has(plugin) },
        queueParts,
      )
      closed.delete(plugin)
      queues.set(plugin, queue)
      gate.open(plugin, config.intercepts ?? [])
      route()
      if (known || restored) return queue.start()
      marks.pass(head())
      beganAfter.set(plugin, head())
      // It is subscribed once that is durable; what is accepted until then is read from the log.
      journal.installed(marks, queue.start)
    },
    change(config) {
      queueOf(config.plugin).change(config)
      gate.open(config.plugin, config.intercepts ?? [])
      route()
    },
    close(plugin) {
      const queue = queues.get(plugin)
      if (!queue) return
      queue.stop('The plugin was stopped while this ran')
      queues.delete(plugin)
      closed.set(plugin, { marks: queue.marks, breaker: queue.breaker() })
      journal.moved(queue.marks)
      gate.close(plugin)
      route()
    },
    forget(plugin) {
      const queue = queues.get(plugin)
      queue?.stop('The plugin was switched off')
      queues.delete(plugin)
      journal.forgotten(plugin, queue?.marks ?? closed.get(plugin)?.marks)
      closed.delete(plugin)
      tallies.delete(plugin)
      anew.add(plugin)
      gate.close(plugin)
      route()
    },
    resume(plugin) {
      queueOf(plugin).resume()
      gate.up(plugin)
    },
    loaded(plugin) {
      queueOf(plugin).loaded()
      gate.up(plugin)
    },
    pause(plugin) {
      queueOf(plugin).pause()
      gate.down(plugin)
    },
    accept(events) {
      const [first] = events
      const last = events.at(-1)
      if (!first || !last) return
      const now = clock.now()
      for (const queue of queues.values()) queue.begin(first.seqNo)
      for (const stored of events) {
        const interested = routes.get(stored.event.eventType)
        if (interested) for (const queue of interested) queue.offer(stored, now)
      }
      for (const queue of queues.values()) queue.passed(last.seqNo)
      if (last.seqNo - notedAt >= NOTE_EVERY) {
        for (const queue of queues.values()) journal.moved(queue.marks)
        notedAt = last.seqNo
      }
      for (const queue of queues.values()) queue.pump()
      gate.ask()
    },
    acceptUnkept(events) {
      const now = clock.now()
      for (const unkept of events) for (const queue of routes.get(unkept.event.eventType) ?? []) queue.offerUnkept(unkept, now)
      for (const queue of queues.values()) queue.pump()
      gate.ask()
    },
    seqNoOf: (plugin, deliveryId) => queues.get(plugin)?.seqNoOf(deliveryId),
    settle: (plugin, results, done) => queues.get(plugin)?.settle(results, done),
    crashed(plugin, death) {
      queues.get(plugin)?.crashed(death)
      gate.down(plugin)
    },
    status: () => [...queues.values()].map((queue) => queue.status()).sort((a, b) => (a.plugin < b.plugin ? -1 : 1)),
    lane: (plugin) => queues.get(plugin)?.status(),
    interceptors: gate.status,
    hold(plugin, isHeld) {
      if (isHeld) held.add(plugin)
      else held.delete(plugin)
      queues.get(plugin)?.hold(isHeld)
    },
    tallies: () => new Map([...tallies].map(([plugin, tally]) => [plugin, tally.read()])),
    clearTallies(plugin) {
      for (const [name, tally] of tallies) if (plugin === undefined || plugin === name) tally.clear()
    },
    look: (event) =>
      [...queues.values()].map((queue) => {
        const isNewer = event.seqNo <= (beganAfter.get(queue.plugin) ?? 0)
        return { ...queue.look(event), ...(isNewer && { isNewer }) }
      }),
    traced: trace.of,
    owed: (plugin, fromSeqNo, limit) => queues.get(plugin)?.owed(fromSeqNo, limit) ?? [],
    clear: (plugin, order) => queues.get(plugin)?.clear(order),
    relieve: (plugin, count) => queues.get(plugin)?.relieve(count) ?? 0,
    isIdle: () => [...queues.values()].every((queue) => queue.isIdle()),
    async drain(timeoutMs) {
      await new Promise<void>((resolve) => {
        const cancel = clock.after(timeoutMs, resolve)
        onMove = () => {
          if (![...queues.values()].every((queue) => queue.isDrained())) return
          cancel()
          resolve()
        }
        onMove()
      })
      onMove = () => {}
      for (const queue of queues.values()) {
        queue.stop('The host stopped while this ran')
        journal.moved(queue.marks)
      }
      await journal.flush()
    },
  }
}
