import {
  type BaseManifest,
  EVENT_TYPES,
  type EventType,
  type PluginManifest,
  type Settings,
  type Subscription,
} from '../../schemas/types.ts'
import { HostError } from '../base/errors.ts'
import type { LaneRule } from '../schedule/schedule.ts'
import { labelOf } from './label.ts'
import { MANIFEST } from './manifest.ts'
import type { PluginPackage } from './optional/place.ts'
import type { PluginConfig } from './plugin.ts'
import { knownChoices, settledSettings } from './plugin-settings.ts'
import type { SettingsForm } from './settings-form.ts'

/** What the operator chose for one plugin. */
export type PluginSettings = NonNullable<Settings['plugins']>[string]

/** What is never dropped, whatever a manifest says. */
const NEVER_DISCARDED: ReadonlySet<string> = new Set(['gift', 'tip', 'follow', 'subscribe'])

/** Whether events of this type are never dropped. */
export const isNeverDiscarded = (type: EventType): boolean => NEVER_DISCARDED.has(type)

type Parts = {
  readonly folder: string
  readonly manifest: PluginManifest
  readonly base: BaseManifest
  readonly chosen?: PluginSettings | undefined
  readonly secrets?: Readonly<Record<string, unknown>> | undefined
  readonly form?: SettingsForm | undefined
  /** What was added of the packages that it can do without; nothing unless said. */
  readonly packages?: readonly PluginPackage[]
}

/** A manifest with the base below it and the operator's choices above it. Throws when what may never be discarded is said to be discardable. */
export function createConfig({
  folder,
  manifest,
  base,
  chosen = {},
  secrets = {},
  form,
  packages = manifest.packages ?? [],
}: Parts): PluginConfig {
  refuseToDiscard(manifest.subscriptions, 'MANIFEST_INVALID', labelOf(folder, MANIFEST))
  refuseToHide(manifest.intercepts, labelOf(folder, MANIFEST))
  refuseToDiscard(chosen.subscriptions, 'SETTINGS_INVALID', `settings.json, plugin ${manifest.id}`)
  return {
    id: manifest.id,
    folder,
    main: manifest.main ?? 'plugin.ts',
    manifest,
    isolation: isolationOf({ manifest, base, chosen }),
    enabled: chosen.enabled ?? manifest.enabled ?? true,
    lane: {
      plugin: manifest.id,
      rules: rulesOf(overridden(manifest.subscriptions, chosen.subscriptions), base),
      queueMax: manifest.queue?.max ?? base.queue.max,
      concurrency: manifest.concurrency ?? base.concurrency,
      retry: { ...base.retry, ...manifest.retry },
      replays: manifest.replays ?? false,
      ...(manifest.intercepts?.length && { intercepts: manifest.intercepts.map(interceptOf) }),
    },
    threads: Math.min(chosen.threads ?? manifest.threads ?? base.threads, manifest.threadsMax ?? Number.POSITIVE_INFINITY),
    timeoutMs: manifest.timeoutMs ?? base.timeoutMs,
    memoryMb: manifest.limits?.memoryMb ?? base.limits.memoryMb,
    ...settingsOf({ id: manifest.id, form, defaults: manifest.settings, chosen: chosen.settings, secrets }),
    written: writtenOf(form, chosen.settings, secrets),
    ...(form && { form }),
    packages,
  }
}

/** Bad settings keep a plugin from starting; the rest of its config is good, so its events can wait. */
function settingsOf(parts: Parameters<typeof settledSettings>[0]): Pick<PluginConfig, 'settings' | 'settingsProblem' | 'unknownSettings'> {
  const { chosen, unknown } = knownChoices(parts)
  try {
    return { settings: settledSettings({ ...parts, chosen }), ...(unknown.length > 0 && { unknownSettings: unknown }) }
  } catch (problem) {
    if (!(problem instanceof HostError)) throw problem
    return { settings: {}, settingsProblem: problem }
  }
}

/** What the operator wrote, whatever it is worth. */
function writtenOf(form: SettingsForm | undefined, chosen: PluginConfig['settings'] = {}, secrets: PluginConfig['settings']) {
  const own = (form?.secrets ?? []).flatMap((name) => (name in secrets ? [[name, secrets[name]]] : []))
  return { ...chosen, ...Object.fromEntries(own) }
}

/** The operator's fields over the manifest's, event by event. */
function overridden(own: readonly Subscription[], chosen: readonly Subscription[] = []): readonly Subscription[] {
  const byEvent = new Map(own.map((subscription) => [subscription.event, subscription]))
  for (const subscription of chosen) byEvent.set(subscription.event, { ...byEvent.get(subscription.event), ...subscription })
  return [...byEvent.values()]
}

/** One rule per event type: the subscription that names it, else the gift's for its streak, else `*`. */
function rulesOf(subscriptions: readonly Subscription[], base: BaseManifest): PluginConfig['lane']['rules'] {
  const rules: Partial<Record<EventType, LaneRule>> = {}
  for (const type of EVENT_TYPES) {
    const subscription = subscriptionTo(type, subscriptions)
    if (subscription && subscription.enabled !== false) rules[type] = ruleOf(type, subscription, base)
  }
  // Without its steps the gift is all there is of a streak, whatever the subscription says.
  if (rules.gift && !rules.giftStreak) rules.gift = { ...rules.gift, streak: 'final' }
  return rules
}

/** The subscription that an event type follows; undefined when it is not delivered. */
export function subscriptionTo(type: EventType, subscriptions: readonly Subscription[]): Subscription | undefined {
  const to = (event: Subscription['event']) => subscriptions.findLast((subscription) => subscription.event === event)
  const all = to('*')
  const gift = to('gift') ?? all
  if (type === 'gift') return gift?.streak === 'each' ? undefined : gift
  if (type !== 'giftStreak') return to(type) ?? all
  return to('giftStreak') ?? { final: undefined, each: gift, both: gift, unsaid: all }[gift?.streak ?? 'unsaid']
}

/** A subscription with the defaults of its type. */
export function ruleOf(type: EventType, subscription: Subscription, base: BaseManifest): LaneRule {
  const defaults = base.events[type]
  return {
    priority: subscription.priority ?? defaults.priority,
    mode: subscription.mode ?? defaults.mode,
    // A "*" that may be discarded cannot mean these.
    discardable: (subscription.discardable ?? defaults.discardable) && !NEVER_DISCARDED.has(type),
    streak: subscription.streak ?? (type === 'giftStreak' ? 'each' : 'final'),
    coalesceMs: subscription.coalesceMs ?? 0,
    ...(subscription.orderBy && { orderBy: subscription.orderBy }),
    ...(subscription.where && { where: subscription.where }),
  }
}

function refuseToDiscard(subscriptions: readonly Subscription[] = [], code: 'MANIFEST_INVALID' | 'SETTINGS_INVALID', where: string) {
  const index = subscriptions.findIndex(({ event, discardable }) => discardable && NEVER_DISCARDED.has(event))
  if (index < 0) return
  const field = `subscriptions.${index}.discardable`
  throw new HostError(code, `${where}: "${field}" is true; a ${subscriptions[index]?.event} is never discarded, so leave it out`, { field })
}

/** What is never dropped cannot be kept from others, either. */
function refuseToHide(intercepts: PluginManifest['intercepts'] = [], where: string) {
  const index = intercepts.findIndex(({ event }) => NEVER_DISCARDED.has(event))
  if (index < 0) return
  const field = `intercepts.${index}.event`
  throw new HostError('MANIFEST_INVALID', `${where}: "${field}" is ${intercepts[index]?.event}, which no plugin may hide; leave it out`, {
    field,
  })
}

const DEADLINE_MS = 150

function interceptOf({ event, deadlineMs = DEADLINE_MS }: NonNullable<PluginManifest['intercepts']>[number]) {
  return { event, deadlineMs }
}

/** Sharing a process with others is the operator's to allow: a stranger's plugin that asks for it gets one of its own. */
function isolationOf({ manifest, base, chosen }: Required<Pick<Parts, 'manifest' | 'base' | 'chosen'>>): PluginConfig['isolation'] {
  if (chosen?.isolation) return chosen.isolation
  const asked = manifest.isolation ?? base.isolation
  return asked === 'thread' && !base.shipped.includes(manifest.id) ? 'process' : asked
}
