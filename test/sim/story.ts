import type { LaneConfig } from '../../core/schedule/schedule.ts'
import { type Actors, createCore, type World } from './core.ts'
import { createDisk } from './disk.ts'
import { guardLane } from './guard.ts'
import { changedLane, randomLane } from './lanes.ts'
import { createLikeSums, packLikes } from './likes.ts'
import { createOracle } from './oracle/oracle.ts'
import { createPlatform } from './platform.ts'
import { createRandom, type Random } from './random.ts'
import { createTimeline } from './timeline.ts'
import type { Fate } from './worker.ts'

const FIRST_PLUGINS = ['loud', 'quiet']
const STEPS = 18
const LONGEST_END_MS = 600_000
/** Longer than a breaker stays open at first. */
const LONG_MS = 15_000
/** Longer than a streak waits for its next step. */
const STREAKS_END_MS = 31_000
const DAY_AND_HOUR_MS = 25 * 3_600_000

/** Plays a random story of one seed; answers the broken promise, if there is one. */
export async function playStory(seed: number, actors: Actors): Promise<string | undefined> {
  const random = createRandom(seed)
  const guardRandom = createRandom(seed * 7919)
  const timeline = createTimeline()
  const disk = createDisk({ timeline, random, pack: packLikes })
  const platform = createPlatform(random)
  const oracle = createOracle({ disk, streaks: platform.streaks, now: timeline.now })
  const likes = createLikeSums(FIRST_PLUGINS, disk)
  const lanes = new Map<string, LaneConfig>()
  const fates = createFates(random)
  const sick = new Set<string>()
  const fateOf = (plugin: string, seqNo: number): Fate => (sick.has(plugin) ? 'fails' : fates.of(disk.log[seqNo - 1]?.event.eventId ?? ''))
  const world: World = {
    actors,
    timeline,
    disk,
    random,
    oracle,
    likes,
    fateOf,
    slowMs: random.one([0.01, 1, 20]),
    guardRandom,
    onBomb: crashCore,
  }
  const isQuiet = random.chance(0.2)
  if (guardRandom.chance(0.4)) post(guardLane(guardRandom))
  for (const plugin of FIRST_PLUGINS) install(plugin)
  let core = createCore(world, { lanes: lanes.values(), cleanStart: false })

  function install(plugin: string): LaneConfig {
    return post(randomLane(plugin, random))
  }

  function post(config: LaneConfig): LaneConfig {
    lanes.set(config.plugin, config)
    oracle.installed(config)
    return config
  }

  function crashCore() {
    likes.giveUp()
    core.life.die()
    disk.crash()
    restart(false)
  }

  async function restartCore() {
    likes.giveUp()
    disk.setFull(false)
    if (!(await core.stop(random.integer(0, 200)))) return
    disk.close()
    restart(true)
  }

  function restart(cleanStart: boolean) {
    core = createCore(world, { lanes: lanes.values(), cleanStart })
    if (random.chance(0.7)) core.hand(platform.resend())
  }

  function change(plugin: string) {
    const before = lanes.get(plugin)
    if (!before) return
    const next = changedLane(before, random)
    lanes.set(plugin, next)
    oracle.changed(next)
    core.scheduler.change(next)
  }

  /** Often while the machine starts. */
  function setClock() {
    timeline.setWall(random.one([-1, 1]) * DAY_AND_HOUR_MS)
    if (random.chance(0.5)) crashCore()
  }

  function replay() {
    const events = disk.read(random.integer(1, disk.head() + 1), random.integer(1, 8)).map(({ event }) => event)
    const to = random.one([undefined, ['quiet'], ['loud', 'late']])
    core.replay(events, { id: `r${timeline.now()}`, ...(to && { to }) })
  }

  /** All that the plugin does fails, until it gets well. */
  function turnSick(plugin: string) {
    if (!sick.delete(plugin)) sick.add(plugin)
  }

  function send(count: number, only?: 'gift') {
    core.hand(platform.send(count, only))
  }

  async function step() {
    const plugin = random.one(['loud', 'quiet'])
    const dice = random.integer(1, 100)
    if (dice <= 1) send(200, 'gift')
    else if (dice <= 45) send(random.chance(0.1) ? 40 : random.integer(1, 12))
    else if (dice <= 76 || isQuiet) await timeline.advance(random.integer(0, 40))
    else if (dice <= 78) await timeline.advance(random.integer(0, LONG_MS))
    else if (dice <= 80) turnSick(plugin)
    else if (dice <= 83) core.crashWorker(plugin)
    else if (dice <= 86) crashCore()
    else if (dice <= 88) await restartCore()
    else if (dice <= 91) disk.setFull(random.chance(0.5))
    else if (dice <= 93) change(plugin)
    else if (dice <= 95) core.hand(platform.resend())
    else if (dice <= 96) replay()
    else if (dice <= 98) setClock()
    else if (dice <= 99 && !lanes.has('late')) core.install(install('late'))
    else core.pause(plugin)
    oracle.looked(core.scheduler.status())
  }

  for (let count = 0; count < STEPS && !oracle.broken(); count++) await step()

  fates.calm()
  sick.clear()
  disk.setFull(false)
  send(10)
  await timeline.advance(3000)
  const deadline = timeline.now() + LONGEST_END_MS
  const isBusy = () =>
    core.scheduler
      .status()
      .some(
        ({ depth, spilled, inFlight, retrying, state, gated = 0 }) =>
          depth + spilled + inFlight + retrying + gated > 0 || state === 'paused',
      )
  const calmDown = async () => {
    while (isBusy() && timeline.now() < deadline && !oracle.broken()) await timeline.advance(timeline.idleMs() + 100)
  }
  await calmDown()
  await timeline.advance(STREAKS_END_MS)
  await calmDown()
  oracle.looked(core.scheduler.status())
  await core.stop(0)
  disk.close()
  oracle.finished()
  if (likes.sumsDiffer()) oracle.expect(false, 'V4: likes delivered and dropped are not the likes received')
  return oracle.broken()
}

/** What becomes of each event, decided when it is handled for the first time. */
function createFates(random: Random) {
  const fates = new Map<string, Fate>()
  const fineShare = random.one([1, 0.98, 0.9, 0.9])
  let isCalm = false
  const draw = (): Fate => {
    if (random.chance(fineShare)) return 'fine'
    return random.one(['flaky', 'flaky', 'flaky', 'fails', 'fails', 'permanent', 'later', 'poison', 'poison', 'bomb'])
  }
  return {
    of(eventId: string): Fate {
      if (isCalm) return 'fine'
      const known = fates.get(eventId)
      if (known) return known
      const fate = draw()
      fates.set(eventId, fate)
      return fate
    },
    calm() {
      isCalm = true
    },
  }
}
