import type { EventType, QueueStats } from '../../../schemas/types.ts'
import type { LaneStatus } from '../../schedule/schedule.ts'
import type { createReport } from './report.ts'

/** What the parts count, as they are at the moment of a scrape. */
export type Counted = ReturnType<ReturnType<typeof createReport>['status']> & {
  readonly version: string
  readonly eventsByType: Readonly<Record<EventType, number>>
  readonly stats: QueueStats
}

export type Sample = { readonly labels: Readonly<Record<string, string>>; readonly value: number }

/** One line of the table of metrics. Labels are ids, types, reasons and codes of ours; never anything that a viewer chose. */
export type Metric = {
  readonly name: string
  readonly help: string
  readonly kind: 'counter' | 'gauge'
  readonly labels: readonly string[]
  readonly read: (counted: Counted) => readonly Sample[]
}

const one = (value: number): readonly Sample[] => [{ labels: {}, value }]
const by = (label: string, counts: Readonly<Partial<Record<string, number>>>): readonly Sample[] =>
  Object.entries(counts).map(([name, value]) => ({ labels: { [label]: name }, value: value ?? 0 }))
const lanes =
  (read: (lane: LaneStatus) => number) =>
  (counted: Counted): readonly Sample[] =>
    counted.lanes.map((lane) => ({ labels: { plugin: lane.plugin }, value: read(lane) }))
const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0)
const gauge = (name: string, help: string, read: Metric['read'], labels: readonly string[] = []): Metric => ({
  ...{ name: `showrunner_${name}`, help, read, labels },
  kind: 'gauge',
})
const counter = (name: string, help: string, read: Metric['read'], labels: readonly string[] = []): Metric => ({
  ...gauge(`${name}_total`, help, read, labels),
  kind: 'counter',
})

const EVENTS: readonly Metric[] = [
  gauge('info', 'Always 1; which version runs', ({ version }) => [{ labels: { version, node: process.versions.node }, value: 1 }], [
    'version',
    'node',
  ]),
  counter('events', 'Events accepted, by type', ({ eventsByType }) => by('type', eventsByType), ['type']),
  counter('events_repeated', 'Events left out because their id was known', ({ ingest }) => one(ingest.repeated)),
  counter('events_malformed', 'Messages that were no event and were kept raw', ({ ingest }) => one(ingest.malformed)),
  counter('events_shed', 'Events lost for want of room, by type; never a gift', ({ ingest }) => by('type', ingest.shed), ['type']),
  counter('events_unkept', 'Events passed on and not kept, because the disk was full', ({ ingest }) => by('type', ingest.unkept), ['type']),
  gauge('events_waiting', 'Events on their way to the store', ({ ingest }) => one(ingest.waiting)),
]

const LANES: readonly Metric[] = [
  gauge(
    'lane_depth',
    'Deliveries that wait in memory',
    lanes(({ depth }) => depth),
    ['plugin'],
  ),
  gauge(
    'lane_max',
    'Deliveries that have room in memory',
    lanes(({ max }) => max),
    ['plugin'],
  ),
  gauge(
    'lane_spilled',
    'Accepted events that wait in the log for a full lane',
    lanes(({ spilled }) => spilled),
    ['plugin'],
  ),
  gauge(
    'lane_in_flight',
    'Deliveries under way',
    lanes(({ inFlight }) => inFlight),
    ['plugin'],
  ),
  gauge(
    'lane_retrying',
    'Deliveries that failed and are tried again',
    lanes(({ retrying }) => retrying),
    ['plugin'],
  ),
  gauge(
    'lane_oldest_seconds',
    'How long the oldest delivery has waited',
    lanes(({ oldestMs }) => oldestMs / 1000),
    ['plugin'],
  ),
  gauge(
    'lane_paused',
    '1 while the lane hands nothing on',
    lanes(({ state }) => Number(state === 'paused')),
    ['plugin'],
  ),
  gauge(
    'lane_breaker_open',
    '1 while the breaker keeps deliveries back',
    lanes(({ breaker }) => Number(breaker.state !== 'closed')),
    ['plugin'],
  ),
  gauge(
    'lane_latency_seconds',
    'From acceptance to completion, of recent deliveries',
    (counted) =>
      counted.lanes.flatMap(({ plugin, latencyMs }) => [
        { labels: { plugin, quantile: '0.5' }, value: latencyMs.p50 / 1000 },
        { labels: { plugin, quantile: '0.99' }, value: latencyMs.p99 / 1000 },
      ]),
    ['plugin', 'quantile'],
  ),
  counter(
    'deliveries',
    'Deliveries that ended, by how; a failed one is tried again or dead',
    (counted) =>
      counted.lanes.flatMap(({ plugin, completed, failed, dead }) => by('outcome', { completed, failed, dead }).map(of({ plugin }))),
    ['plugin', 'outcome'],
  ),
  counter(
    'discards',
    'Deliveries left out, by why',
    (counted) => counted.lanes.flatMap(({ plugin, discarded }) => by('reason', discarded).map(of({ plugin }))),
    ['plugin', 'reason'],
  ),
  counter(
    'type_deliveries',
    'Deliveries that ended, by event type and how',
    ({ stats }) =>
      Object.entries(stats.perType).flatMap(([type, { completed, failed, discarded }]) =>
        by('outcome', { completed, failed, discarded }).map(of({ type })),
      ),
    ['type', 'outcome'],
  ),
  gauge('delivery_average_seconds', 'From acceptance to completion, of all deliveries', ({ stats }) => one(stats.averageMs / 1000)),
  gauge('delivery_success_ratio', 'Share of deliveries that went well, 0 to 1', ({ stats }) => one(stats.successRate)),
  gauge('deliveries_this_hour', 'Deliveries completed since the hour began, as of the last minute', ({ stats }) =>
    one(stats.perHour.at(-1)?.completed ?? 0),
  ),
  gauge('deliveries_today', 'Deliveries completed since the day began (UTC), as of the last minute', ({ stats }) =>
    one(stats.perDay.at(-1)?.completed ?? 0),
  ),
]

const REST: readonly Metric[] = [
  gauge('dead_letters', 'Deliveries that were given up and are kept', ({ store }) => one(store.deadLetters)),
  gauge('store_head', 'Number of the newest event', ({ store }) => one(store.head)),
  gauge('store_damaged_records', 'Records left out because their checksum is wrong', ({ store }) => one(store.damaged)),
  gauge('store_room', '0: there is room, 1: the disk is full, 2: the reserve is used up, too', ({ store }) => one(ROOM[store.room])),
  gauge('source_connected', '1 while the source is connected', ({ source }) => one(Number(source.state === 'connected'))),
  counter('source_reconnects', 'How often the source was connected again', ({ source }) => one(source.reconnects)),
  gauge('sockets', 'Sockets of games and pages', ({ clients }) => one(clients?.websockets ?? 0)),
  gauge('overlays', 'Overlay pages that are open', ({ clients }) => one(clients?.overlays.length ?? 0)),
  counter('refused', 'Requests, handshakes and messages refused, by code', ({ refused }) => by('code', refused ?? {}), ['code']),
  gauge('plugins', 'Plugins, by state', ({ plugins }) => by('state', countedBy(plugins.map(({ state }) => state))), ['state']),
  gauge('runner_rss_bytes', 'Memory of a runner', ({ runners }) => runners.map(({ name, rssMb }) => runner(name, rssMb * 1024 ** 2)), [
    'runner',
  ]),
  gauge(
    'runner_up',
    '1 while the runner runs',
    ({ runners }) => runners.map(({ name, state }) => runner(name, Number(state === 'running'))),
    ['runner'],
  ),
  counter(
    'runner_restarts',
    'How often a runner was started again',
    ({ runners }) => runners.map(({ name, restarts }) => runner(name, restarts)),
    ['runner'],
  ),
  gauge('runners_running', 'Runners that run', ({ runners }) => one(total(runners.map(({ state }) => Number(state === 'running'))))),
]

/** Everything that GET /metrics tells of the host, besides what prom-client tells of the process. */
export const METRICS: readonly Metric[] = [...EVENTS, ...LANES, ...REST]

const ROOM = { enough: 0, short: 1, full: 2 } satisfies Record<Counted['store']['room'], number>

function runner(name: string, value: number): Sample {
  return { labels: { runner: name }, value }
}

function of(more: Readonly<Record<string, string>>) {
  return ({ labels, value }: Sample): Sample => ({ labels: { ...more, ...labels }, value })
}

function countedBy(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
