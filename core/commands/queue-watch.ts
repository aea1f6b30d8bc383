import type { DeliveryPage, DeliveryView, LaneView, QueueStatus } from '../../schemas/types.ts'
import type { Clock } from '../base/clock.ts'
import { percent } from './answer.ts'
import { plain } from './plain.ts'
import type { createClient } from './running.ts'

type Parts = {
  readonly client: Pick<ReturnType<typeof createClient>, 'get'>
  readonly clock: Clock
  readonly say: (line: string) => void
  /** Ids of plugins; all lanes when left out. */
  readonly only?: readonly string[]
  /** A line for each delivery that ended well. */
  readonly verbose: boolean
  readonly statisticsMs: number
}

const LOOK_MS = 1000
/** More that ended within a second are counted instead of shown. */
const LINES = 200

/** Shows lanes at work: a banner, a line of statistics now and then, and each delivery when that is asked for. Answers what ends it. */
export async function watchQueue({ client, clock, say, only, verbose, statisticsMs }: Parts): Promise<() => void> {
  // The host answers as its schemas say; so does what is below.
  const status = async () => {
    const { lanes, ...rest } = (await client.get('/api/queue/status')) as QueueStatus
    return { ...rest, lanes: lanes.filter(({ plugin }) => only?.includes(plugin) ?? true) }
  }
  const cancels = new Map<string, () => void>()
  const again = (name: string, delayMs: number, work: () => Promise<void>) => {
    cancels.set(
      name,
      clock.after(delayMs, () => {
        // The host is stopping, or busy: the next look may go well.
        work()
          .catch(() => {})
          .finally(() => cancels.has(name) && again(name, delayMs, work))
      }),
    )
  }

  const fresh = createFresh()
  // What ended before the banner was shown is not told.
  if (verbose) fresh(await completed(client))
  const { lanes } = await status()
  for (const { name, max } of lanes) say(`✅ ${plain(name)}: worker active - max queue: ${max} events`)
  say(`${lanes.length} worker${lanes.length === 1 ? '' : 's'} active. Ctrl+C stops.`)
  again('statistics', statisticsMs, async () => {
    for (const lane of (await status()).lanes) say(statisticsLine(lane))
  })
  if (verbose) {
    const names = new Map(lanes.map(({ plugin, name }) => [plugin, name]))
    again('deliveries', LOOK_MS, async () => {
      for (const delivery of fresh(await completed(client)))
        if (names.has(delivery.plugin)) say(deliveryLine(delivery, names.get(delivery.plugin) ?? ''))
    })
  }
  return () => {
    for (const cancel of cancels.values()) cancel()
    cancels.clear()
  }
}

function statisticsLine(lane: LaneView): string {
  const discarded = Object.values(lane.discarded).reduce((sum, count) => sum + count, 0)
  return `📊 ${plain(lane.name)}: ${lane.depth + lane.spilled} pending, ${lane.inFlight} processing, ${lane.completed} completed, ${lane.dead} failed, ${discarded} discarded, ${percent(lane.successRate)} went well`
}

function deliveryLine({ eventType, priority, seqNo }: DeliveryView, name: string): string {
  return `✅ [${plain(name)}] ${eventType}${priority === undefined ? '' : ` (P:${priority})`} completed, event ${seqNo}`
}

async function completed(client: Parts['client']): Promise<readonly DeliveryView[]> {
  return ((await client.get(`/api/deliveries?state=completed&limit=${LINES}`)) as DeliveryPage).deliveries
}

/** What was not there the time before, oldest first. */
function createFresh() {
  let known = new Set<string>()
  return (found: readonly DeliveryView[]) => {
    const keyed = found.map((delivery) => [`${delivery.plugin} ${delivery.seqNo}`, delivery] as const)
    const fresh = keyed.filter(([key]) => !known.has(key)).map(([, delivery]) => delivery)
    known = new Set(keyed.map(([key]) => key))
    return fresh.sort((one, other) => one.seqNo - other.seqNo)
  }
}
