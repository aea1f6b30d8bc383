import type { BaseManifest } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { Source } from '../../ingest/source.ts'
import type { Actions } from '../../plugins/actions.ts'
import type { Plugins } from '../../plugins/lifecycle.ts'
import type { Scheduler, SchedulerFact } from '../../schedule/schedule.ts'
import type { LaneDesks } from '../../serve/lane-desks.ts'
import type { Audit, DeadLetterDesk, Server } from '../../serve/serve.ts'
import type { SettingsFile } from '../../store/settings.ts'
import type { Store } from '../../store/store.ts'
import { createAlerts } from './alerts.ts'
import { createDeliveryList } from './deliveries.ts'
import type { Holds } from './holds.ts'
import { createLanes } from './lanes.ts'
import { createPanic } from './panic.ts'
import { createQueueReport } from './queue.ts'
import { createSubscriptions } from './subscriptions.ts'
import { createQueueUpkeep } from './upkeep.ts'
import { createWhy } from './why.ts'

type Parts = {
  readonly scheduler: Scheduler
  readonly plugins: Plugins
  readonly settings: SettingsFile
  readonly base: BaseManifest
  readonly store: Store
  readonly holds: Holds
  readonly deadLetters: DeadLetterDesk
  readonly actions: Pick<Actions, 'list' | 'call'>
  readonly source: Pick<Source, 'status'> | undefined
  /** Undefined until the doors are open. */
  readonly server: () => Server | undefined
  readonly audit: Audit
  readonly clock: Clock
  readonly log: Logger
}

const LETTER_DAYS = 30

/** The desks around the lanes, and what has to be told to them. */
export function createControl(parts: Parts): LaneDesks & {
  note(fact: SchedulerFact): void
  /** A plugin published on a topic, and so many heard it. */
  published(plugin: string, topic: string, readers: number): void
  /** The doors are open: pages that come from now on are told whether everything is held. */
  begin(): void
  stop(): Promise<void>
} {
  const { scheduler, plugins, settings, store, holds, actions, source } = parts
  const tell = (plugin: string, topic: string, data: string) => parts.server()?.publish(plugin, topic, data, { retain: true })
  const lanes = createLanes({ ...parts, publish: tell })
  const letterDays = () => settings.current().retention?.deadLetterDays ?? LETTER_DAYS
  const upkeep = createQueueUpkeep({ ...parts, lanes, letterDays })
  const why = createWhy(parts)
  const alerts = createAlerts({
    lanes: scheduler.status,
    plugins: plugins.status,
    gone: plugins.gone,
    source: () => source?.status(),
    room: store.room,
    holds,
    clock: parts.clock,
  })
  const panic = createPanic({
    ...parts,
    actions: { list: actions.list, call: (id, input) => actions.call(id, input, { kind: 'operator' }) },
    publish: (topic, data) => tell('host', topic, data),
  })
  return {
    lanes,
    queue: { ...createQueueReport({ ...parts, lanes, since: upkeep.since }), clear: upkeep.clear, optimize: upkeep.optimize },
    deliveries: { list: createDeliveryList(parts).list, why: why.why },
    panic,
    subscriptions: createSubscriptions(parts),
    alerts,
    note: why.note,
    published: why.published,
    begin: panic.tell,
    async stop() {
      upkeep.stop()
      alerts.stop()
      await lanes.stop()
    },
  }
}
