import type {
  AlertView,
  DeliveryPage,
  DeliveryView,
  LaneBucket,
  LaneView,
  PanicState,
  QueueClear,
  QueueCleared,
  QueueHealth,
  QueueOptimized,
  QueueStats,
  QueueStatus,
  SubscriptionChange,
  SubscriptionRow,
  Why,
} from '../../schemas/types.ts'
import type { By } from './serve.ts'

/** The lanes as people look at them. Everything that names a plugin throws or rejects with PLUGIN_UNKNOWN, and with USAGE for one that is off. */
export type LaneDesk = {
  list(): readonly LaneView[]
  show(plugin: string): LaneView
  /** Oldest first: minutes of two hours, hours of a week, days of a year. */
  history(plugin: string, by: 'minute' | 'hour' | 'day'): readonly LaneBucket[]
  /** Nothing is sent to the plugin until it is let go, also over a restart; its events wait. */
  pause(plugin: string, isPaused: boolean, by: By): Promise<LaneView>
  /** Resolves when the plugin runs with so many threads, or said why not. */
  setThreads(plugin: string, threads: number, by: By): Promise<LaneView>
}

/** All lanes together. */
export type QueueDesk = {
  status(): QueueStatus
  stats(): QueueStats
  health(): QueueHealth
  /** Rejects with USAGE without the confirmation that is needed, and PLUGIN_UNKNOWN. */
  clear(order: QueueClear, by: By): Promise<QueueCleared['cleared']>
  optimize(options: { readonly dryRun: boolean; readonly by: By }): Promise<QueueOptimized['done']>
}

/** Which deliveries are wanted, and how many at a time. */
export type DeliveriesWanted = {
  readonly plugin?: string
  readonly state?: DeliveryView['state']
  readonly limit: number
  /** `next` of the page before. */
  readonly cursor?: string
}

/** What became of events, and why. */
export type DeliveryDesk = {
  /** Throws PLUGIN_UNKNOWN, or USAGE for a cursor that is none. */
  list(wanted: DeliveriesWanted): DeliveryPage
  /** Undefined for an event that is not kept. */
  why(seqNo: number): Why | undefined
}

/** The button that stops everything without losing anything. */
export type PanicDesk = {
  state(): PanicState
  press(by: By): Promise<PanicState>
  release(by: By): Promise<PanicState>
}

/** Which events a plugin gets, and how; the operator's choice over the manifest's. All rejects or throws PLUGIN_UNKNOWN. */
export type SubscriptionDesk = {
  list(plugin: string): readonly SubscriptionRow[]
  /** The rows that are named; each as a whole, what is left out of it is as the manifest says. Rejects with SETTINGS_INVALID, and then nothing is changed. */
  change(plugin: string, rows: readonly SubscriptionChange[], by: By): Promise<readonly SubscriptionRow[]>
  /** Back to the manifest. */
  reset(plugin: string, by: By): Promise<readonly SubscriptionRow[]>
}

export type AlertDesk = {
  /** What an operator should look at now, the most severe first. */
  list(): readonly AlertView[]
}

/** The desks around the lanes. */
export type LaneDesks = {
  readonly lanes: LaneDesk
  readonly queue: QueueDesk
  readonly deliveries: DeliveryDesk
  readonly panic: PanicDesk
  readonly subscriptions: SubscriptionDesk
  readonly alerts: AlertDesk
}
