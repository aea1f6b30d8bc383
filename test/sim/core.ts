import { createLog } from '../../core/base/log.ts'
import type { createIngest } from '../../core/ingest/ingest.ts'
import { type Repeat, repeated } from '../../core/ingest/replay/repeated.ts'
import type { Draft } from '../../core/ingest/source.ts'
import type { Dispatch, LaneConfig, SchedulerFact } from '../../core/schedule/schedule.ts'
import type { createScheduler } from '../../core/schedule/scheduler.ts'
import type { createMarks } from '../../core/store/marks.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import type { Disk } from './disk.ts'
import { createGuard, GUARD } from './guard.ts'
import { type createLikeSums, packLikes } from './likes.ts'
import type { Oracle } from './oracle/oracle.ts'
import { RESENT_MAX } from './platform.ts'
import type { Random } from './random.ts'
import type { Timeline } from './timeline.ts'
import { createWorker, type Fate } from './worker.ts'

/** What a planted bug may exchange. */
export type Actors = {
  readonly createScheduler: typeof createScheduler
  readonly createMarks: typeof createMarks
  readonly createIngest: typeof createIngest
}

/** What outlives a core. */
export type World = {
  readonly actors: Actors
  readonly timeline: Timeline
  readonly disk: Disk
  readonly random: Random
  readonly oracle: Oracle
  readonly likes: ReturnType<typeof createLikeSums>
  readonly fateOf: (plugin: string, seqNo: number) => Fate
  readonly slowMs: number
  /** Of the plugin that looks at events first; others draw the same with and without it. */
  readonly guardRandom: Random
  readonly onBomb: () => void
}

const log = createLog({ level: 'silent' })

/** One life of the core: the way in, the scheduler and the workers of its plugins, as core/host.ts puts them together. */
export function createCore(world: World, { lanes, cleanStart }: { lanes: Iterable<LaneConfig>; cleanStart: boolean }) {
  const { actors, timeline, disk, random, oracle, likes } = world
  const life = timeline.createLife()
  const workers = new Map<string, ReturnType<typeof createWorker>>()
  const sent = new Map<number, Dispatch>()
  const seqNoOf = (deliveryId: number) => sent.get(deliveryId)?.seqNo ?? 0
  const isFirst = (deliveryId: number) => sent.get(deliveryId)?.attempt === 1 && !sent.get(deliveryId)?.redelivered

  function onFact(fact: SchedulerFact) {
    oracle.fact(fact)
    if (fact.kind === 'discarded' && fact.reason !== 'merged') likes.dropped(fact.plugin, fact.seqNo)
  }

  function dispatch(plugin: string, deliveries: readonly Dispatch[]) {
    if (life.isDead()) return
    oracle.dispatched(plugin, deliveries, () => scheduler.lane(plugin))
    workers.get(plugin)?.deliver(deliveries)
  }

  const scheduler = actors.createScheduler({
    dispatch,
    write: disk.write,
    read: disk.read,
    attempts: disk.attempts,
    breaker: disk.breaker,
    head: disk.head,
    cleanStart,
    // A story begins many hosts, and none of them is asked why.
    traceRows: 16,
    createMarks(plugin, restored) {
      const marks = actors.createMarks(plugin, restored)
      oracle.marked(plugin, marks, restored !== undefined)
      return marks
    },
    encode: packLikes,
    intercept: createGuard({ random: world.guardRandom, life, timeline, oracle, crash: () => crashWorker(GUARD) }),
    clock: life,
    random: random.next,
    onFact,
  })

  function startWorker(plugin: string) {
    const worker = createWorker({
      clock: life,
      random,
      slowMs: world.slowMs,
      fateOf: (seqNo) => world.fateOf(plugin, seqNo),
      onStart(delivery) {
        sent.set(delivery.deliveryId, delivery)
        oracle.started(plugin, delivery)
        likes.delivered(plugin, delivery)
      },
      onEnd(delivery, isSuccess) {
        oracle.ended(plugin, delivery.seqNo)
        if (isSuccess) oracle.succeeded(plugin, delivery.seqNo)
      },
      report(results) {
        for (const { deliveryId, error } of results) if (error === undefined) oracle.reported(plugin, seqNoOf(deliveryId))
        oracle.answered(plugin, results, isFirst)
        scheduler.settle(plugin, results)
      },
      onPoisoned: (fate) => (fate === 'bomb' ? world.onBomb() : crashWorker(plugin)),
    })
    workers.set(plugin, worker)
    scheduler.resume(plugin)
  }

  function crashWorker(plugin: string) {
    const worker = workers.get(plugin)
    if (!worker) return
    workers.delete(plugin)
    oracle.workerDied(plugin)
    if (plugin === GUARD) oracle.guardDown()
    const { suspects, finished, late } = worker.die()
    const death: { suspects?: number[]; finished?: number[] } = random.chance(0.5) ? { suspects, finished } : {}
    if (!death.suspects) likes.giveUp()
    for (const deliveryId of death.finished ?? []) oracle.reported(plugin, seqNoOf(deliveryId))
    scheduler.crashed(plugin, { ...death, reason: 'The worker died' })
    const isHeardLate = random.chance(0.5)
    if (isHeardLate) life.after(random.integer(0, 50), () => answerLate(plugin, late))
    life.after(random.integer(5, 1500), () => {
      startWorker(plugin)
      // By now the next worker has got something to do.
      if (!isHeardLate) answerLate(plugin, late)
    })
  }

  /** Answers of a worker that is gone. */
  function answerLate(plugin: string, late: Parameters<typeof scheduler.settle>[1]) {
    const before = scheduler.lane(plugin)
    scheduler.settle(plugin, late)
    const after = scheduler.lane(plugin)
    const isIgnored = before?.completed === after?.completed && before?.failed === after?.failed && before?.dead === after?.dead
    oracle.expect(isIgnored, `L6: an answer of a dead worker counted in ${plugin}`)
  }

  function open(config: LaneConfig) {
    scheduler.open(config, disk.progress(config.plugin))
    startWorker(config.plugin)
  }
  oracle.restarted(life)
  for (const config of lanes) open(config)

  const ingest = actors.createIngest({
    store: disk,
    clock: life,
    log,
    startId: String(disk.head()),
    // What comes again is among the newest; everything of the streaks of as many messages may lie between.
    rememberedIds: RESENT_MAX * 5,
    limits: { crowded: 250, waiting: 1000 },
    onAccepted(events) {
      if (life.isDead()) return
      oracle.accepted(events.map(({ event }) => event))
      scheduler.accept(events)
    },
    onUnkept(drafts) {
      if (life.isDead()) return
      likes.giveUp()
      const ingestedAt = new Date(life.wallTime()).toISOString()
      // A new event with a number and a time is an event; the compiler loses track of the union.
      const events = drafts.map((draft) => ({ ...draft, seqNo: 0, ingestedAt }) as UnifiedEvent)
      for (const event of events) oracle.unkept(event)
      scheduler.acceptUnkept(events.map((event) => ({ event, bytes: packLikes(event) })))
    },
  })
  const door = ingest.door()
  door.openSession({ streamId: 'sim', roomId: '1', source: 'live' })

  return {
    scheduler,
    life,
    crashWorker,
    install: open,
    hand(drafts: readonly Draft[]) {
      const tell = () => life.isDead() || oracle.told(drafts)
      door.ingest(drafts).then(tell, () => {})
    },
    /** Plays events of the log once more, marked. */
    replay(events: readonly UnifiedEvent[], mark: Repeat) {
      likes.giveUp()
      ingest.repeat(events.map((event) => repeated(event, mark))).catch(() => {})
    },
    pause(plugin: string) {
      scheduler.pause(plugin)
      life.after(random.integer(0, 100), () => workers.has(plugin) && scheduler.resume(plugin))
    },
    /** Ends in order, as far as the time goes; false when it crashed on the way. */
    async stop(timeoutMs: number): Promise<boolean> {
      await timeline.until(ingest.stop(), life)
      if (!life.isDead()) await timeline.until(scheduler.drain(timeoutMs), life)
      const isInOrder = !life.isDead()
      life.die()
      return isInOrder
    },
  }
}
