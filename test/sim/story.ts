import type { Dispatch, LaneConfig, LaneRule, Scheduler, SchedulerFact } from '../../core/schedule/schedule.ts'
import type { createScheduler } from '../../core/schedule/scheduler.ts'
import type { createMarks } from '../../core/store/marks.ts'
import type { StoredEvent } from '../../core/store/store.ts'
import { type EventType, TRIGGER_ID, type UnifiedEvent } from '../../schemas/types.ts'
import { createDisk } from './disk.ts'
import { createOracle } from './oracle.ts'
import { createRandom, type Random } from './random.ts'
import { createTimeline } from './timeline.ts'
import { createWorker, type Fate } from './worker.ts'

const PLUGINS = ['loud', 'quiet'] as const
const STEPS = 24
const LONGEST_END_MS = 600_000

const TYPES = {
  gift: { priority: 100, discardable: false },
  follow: { priority: 50, discardable: false },
  share: { priority: 15, discardable: false },
  chat: { priority: 10, discardable: false },
  like: { priority: 5, discardable: true },
  question: { priority: 0, discardable: false },
  join: { priority: 0, discardable: true },
} satisfies Partial<Record<EventType, Pick<LaneRule, 'priority' | 'discardable'>>>

/** What a planted bug may exchange. */
export type Actors = { readonly createScheduler: typeof createScheduler; readonly createMarks: typeof createMarks }

/** Plays a random story of one seed; answers the broken promise, if there is one. */
export async function playStory(seed: number, actors: Actors): Promise<string | undefined> {
  const random = createRandom(seed)
  const timeline = createTimeline()
  const disk = createDisk({ timeline, random })
  const oracle = createOracle({ disk })
  const fates = new Map<number, Fate>()
  const likes = createLikeSums(disk)
  const configs = new Map<string, LaneConfig>(PLUGINS.map((plugin) => [plugin, randomConfig(plugin, random)]))
  for (const config of configs.values()) oracle.installed(config)
  const slowMs = random.one([0.01, 1, 20])
  const isQuiet = random.chance(0.2)
  let isFaulty = true
  let core = startCore(false)

  function startCore(cleanStart: boolean) {
    const life = timeline.createLife()
    const workers = new Map<string, ReturnType<typeof createWorker>>()
    const sent = new Map<number, number>()
    const onFact = (fact: SchedulerFact) => {
      oracle.fact(fact)
      if (fact.kind === 'discarded' && fact.reason !== 'merged') likes.dropped(fact.plugin, fact.seqNo)
    }
    const scheduler: Scheduler = actors.createScheduler({
      dispatch,
      write: (change) => disk.write(change),
      read: disk.read,
      attempts: disk.attempts,
      head: disk.head,
      cleanStart,
      createMarks: actors.createMarks,
      encode: (event) => packLikes(event),
      clock: life,
      random: random.next,
      onFact,
    })

    function dispatch(plugin: string, deliveries: readonly Dispatch[]) {
      oracle.dispatched(plugin, deliveries, () => scheduler.status().find((lane) => lane.plugin === plugin))
      workers.get(plugin)?.deliver(deliveries)
    }

    function startWorker(plugin: string) {
      const worker = createWorker({
        clock: life,
        random,
        slowMs,
        fateOf: (seqNo) => fates.get(seqNo) ?? 'fine',
        onStart(delivery) {
          sent.set(delivery.deliveryId, delivery.seqNo)
          oracle.started(plugin, delivery)
          likes.delivered(plugin, delivery)
        },
        onSuccess: ({ seqNo }) => oracle.succeeded(plugin, seqNo),
        report(results) {
          for (const { deliveryId, error } of results) if (error === undefined) oracle.reported(plugin, sent.get(deliveryId) ?? 0)
          scheduler.settle(plugin, results)
        },
        onPoisoned: () => crashWorker(plugin),
      })
      workers.set(plugin, worker)
      scheduler.resume(plugin)
    }

    function crashWorker(plugin: string) {
      const worker = workers.get(plugin)
      if (!worker) return
      workers.delete(plugin)
      const { suspects, finished, late } = worker.die()
      const death: { suspects?: number[]; finished?: number[] } = random.chance(0.5) ? { suspects, finished } : {}
      if (!death.suspects) likes.giveUp()
      for (const deliveryId of death.finished ?? []) oracle.reported(plugin, sent.get(deliveryId) ?? 0)
      scheduler.crashed(plugin, { ...death, reason: 'The worker died' })
      if (random.chance(0.5)) life.after(random.integer(0, 50), () => scheduler.settle(plugin, late))
      life.after(random.integer(5, 1500), () => startWorker(plugin))
    }

    for (const [plugin, config] of configs) scheduler.open(config, disk.progress(plugin))
    for (const plugin of PLUGINS) startWorker(plugin)
    const resume = (plugin: string) => workers.has(plugin) && scheduler.resume(plugin)
    return { scheduler, life, crashWorker, resume }
  }

  async function step() {
    const plugin = random.one(PLUGINS)
    const dice = random.integer(1, 100)
    if (dice <= 1) ingest(200, 'gift')
    else if (dice <= 45) ingest(random.chance(0.1) ? 80 : random.integer(1, 12))
    else if (dice <= 85 || isQuiet) await timeline.advance(random.integer(0, 40))
    else if (dice <= 89) core.crashWorker(plugin)
    else if (dice <= 92) crashCore()
    else if (dice <= 94) await restartCore()
    else if (dice <= 96) disk.setFull(random.chance(0.5))
    else if (dice <= 98) change(plugin)
    else pause(plugin)
    oracle.looked(core.scheduler.status())
  }

  function pause(plugin: string) {
    const { scheduler, life, resume } = core
    scheduler.pause(plugin)
    life.after(random.integer(0, 100), () => resume(plugin))
  }

  function ingest(count: number, only?: 'gift') {
    const events = Array.from({ length: count }, (_, index) => randomEvent(disk.head() + 1 + index, { now: timeline.now(), random, only }))
    for (const { seqNo } of events) fates.set(seqNo, randomFate(random, isFaulty))
    disk.append(events)
    oracle.accepted(events)
    for (const { seqNo } of events) likes.received(seqNo)
    core.scheduler.accept(events)
  }

  function crashCore() {
    likes.giveUp()
    core.life.die()
    disk.crash()
    oracle.restarted()
    core = startCore(false)
  }

  async function restartCore() {
    likes.giveUp()
    disk.setFull(false)
    await timeline.until(core.scheduler.drain(random.integer(0, 200)))
    core.life.die()
    oracle.restarted()
    core = startCore(true)
  }

  function change(plugin: (typeof PLUGINS)[number]) {
    const before = configs.get(plugin)
    if (!before) return
    const rules = { ...before.rules, share: { ...rule(TYPES.share, random), priority: random.one([60, 15, 3]) } }
    const next = { ...before, rules, queueMax: random.integer(1, 25) }
    configs.set(plugin, next)
    oracle.changed(next)
    core.scheduler.change(next)
  }

  for (let count = 0; count < STEPS && !oracle.broken(); count++) await step()

  isFaulty = false
  disk.setFull(false)
  ingest(10)
  await timeline.advance(3000)
  const deadline = timeline.now() + LONGEST_END_MS
  const isBusy = () =>
    core.scheduler
      .status()
      .some(({ depth, spilled, inFlight, retrying, state }) => depth + spilled + inFlight + retrying > 0 || state === 'paused')
  while (isBusy() && timeline.now() < deadline && !oracle.broken()) await timeline.advance(500)
  await timeline.advance(2000)
  await timeline.until(core.scheduler.drain(0))
  oracle.finished()
  if (likes.sumsDiffer()) oracle.expect(false, 'V4: likes delivered and dropped are not the likes received')
  return oracle.broken()
}

function rule(defaults: Pick<LaneRule, 'priority' | 'discardable'>, random: Random): LaneRule {
  return { ...defaults, mode: random.chance(0.8) ? 'sync' : 'async', streak: 'final', coalesceMs: random.one([0, 0, 20]) }
}

function randomConfig(plugin: string, random: Random): LaneConfig {
  const rules = Object.fromEntries(Object.entries(TYPES).map(([type, defaults]) => [type, rule(defaults, random)]))
  const retry = { attempts: random.integer(1, 4), delayMs: random.one([0, 50, 200]) }
  return { plugin, rules, queueMax: random.integer(1, 25), concurrency: random.integer(1, 4), retry }
}

function randomFate(random: Random, isFaulty: boolean): Fate {
  if (!isFaulty || random.chance(0.9)) return 'fine'
  return random.one(['flaky', 'flaky', 'fails', 'permanent', 'poison'])
}

function randomEvent(seqNo: number, { now, random, only }: { now: number; random: Random; only: 'gift' | undefined }): StoredEvent {
  const eventType = only ?? random.one(['gift', 'follow', 'share', 'chat', 'chat', 'like', 'like', 'like', 'question', 'join'] as const)
  const at = new Date(1_750_000_000_000 + now).toISOString()
  const event = {
    schemaVersion: '1',
    eventId: `sim:1:${seqNo}`,
    eventType,
    triggerId: TRIGGER_ID[eventType],
    seqNo,
    streamId: 'sim:1',
    sessionId: 's1',
    source: random.chance(0.03) ? 'history' : 'live',
    timestamp: at,
    ingestedAt: at,
    user: { userId: String(random.integer(1, 3)), uniqueId: 'u', displayName: 'u', safeName: 'u' },
    payload: { likeCount: random.integer(1, 9) },
    // Made of a table of types, which the compiler cannot follow; the scheduler reads nothing else of it.
  } as unknown as UnifiedEvent
  return { seqNo, event, bytes: packLikes(event) }
}

function packLikes(event: UnifiedEvent): Uint8Array {
  const likeCount = event.eventType === 'like' ? event.payload.likeCount : 0
  return Uint8Array.of(likeCount & 255, likeCount >> 8)
}

/** Keeps count of likes, as long as no crash blurs what was dropped. */
function createLikeSums(disk: { read(fromSeqNo: number, limit: number): readonly StoredEvent[] }) {
  const sums = new Map<string, number>()
  let isExact = true
  const add = (plugin: string, likes: number) => sums.set(plugin, (sums.get(plugin) ?? 0) + likes)
  const likesOf = (seqNo: number) => {
    const [stored] = disk.read(seqNo, 1)
    return stored?.event.eventType === 'like' && stored.event.source !== 'history' ? stored.event.payload.likeCount : 0
  }
  const started = new Set<string>()
  return {
    received(seqNo: number) {
      for (const plugin of PLUGINS) add(plugin, likesOf(seqNo))
    },
    delivered(plugin: string, { seqNo, bytes }: Dispatch) {
      if (likesOf(seqNo) === 0) return
      started.add(`${plugin} ${seqNo}`)
      add(plugin, -((bytes[0] ?? 0) + (bytes[1] ?? 0) * 256))
    },
    dropped(plugin: string, seqNo: number) {
      // What was merged into one that ran is gone with it; both were counted when it ran.
      if (!started.has(`${plugin} ${seqNo}`)) add(plugin, -likesOf(seqNo))
    },
    giveUp() {
      isExact = false
    },
    sumsDiffer: () => isExact && [...sums.values()].some((sum) => sum !== 0),
  }
}
