import type { BaseManifest } from '../../../schemas/types.ts'
import {
  EVENT_TYPES,
  type EventType,
  type Settings,
  type Subscription,
  type SubscriptionChange,
  type SubscriptionRow,
} from '../../../schemas/types.ts'
import { HostError } from '../../base/errors.ts'
import { isNeverDiscarded, ruleOf, subscriptionTo } from '../../plugins/config.ts'
import type { Plugins } from '../../plugins/lifecycle.ts'
import type { PluginConfig } from '../../plugins/plugin.ts'
import type { SubscriptionDesk } from '../../serve/lane-desks.ts'
import type { Audit, By } from '../../serve/serve.ts'
import type { SettingsFile } from '../../store/settings.ts'

type Parts = {
  readonly plugins: Pick<Plugins, 'config' | 'refresh'>
  readonly settings: SettingsFile
  readonly base: BaseManifest
  readonly audit: Audit
}

/** The table of a plugin's events as an operator edits it: what the manifest says, and over it what the settings say. No restart is needed. */
export function createSubscriptions({ plugins, settings, base, audit }: Parts): SubscriptionDesk {
  function configOf(plugin: string): PluginConfig {
    const config = plugins.config(plugin)
    if (!config) throw new HostError('USAGE', `The manifest of ${plugin} has to be corrected first`, { plugin })
    return config
  }

  function list(plugin: string): readonly SubscriptionRow[] {
    const { manifest } = configOf(plugin)
    const chosen = settings.current().plugins?.[plugin]?.subscriptions
    return EVENT_TYPES.flatMap((type) => rowOf(type, manifest.subscriptions, chosen) ?? [])
  }

  function rowOf(event: EventType, own: readonly Subscription[], chosen: readonly Subscription[] = []): SubscriptionRow | undefined {
    const asked = subscriptionTo(event, own)
    const override = chosen.find((each) => each.event === event)
    const now = override ? { ...asked, ...override } : subscriptionTo(event, [...own, ...chosen])
    if (!now) return undefined
    const { priority, mode, discardable, streak } = ruleOf(event, now, base)
    const enabled = now.enabled !== false
    const before = asked && { ...ruleOf(event, asked, base), enabled: asked.enabled !== false }
    const isSame = before && same({ priority, mode, discardable, streak, enabled }, before)
    return { event, enabled, priority, mode, discardable, ...(event === 'gift' && { streak }), changed: !isSame }
  }

  async function keep(plugin: string, subscriptions: readonly Subscription[] | undefined): Promise<readonly SubscriptionRow[]> {
    await settings.update((now) => withSubscriptions(now, plugin, subscriptions))
    await plugins.refresh(plugin)
    return list(plugin)
  }

  return {
    list,
    async change(plugin: string, rows: readonly SubscriptionChange[], by: By) {
      const offered = new Set(list(plugin).map(({ event }) => event))
      for (const row of rows) refuse(plugin, row, offered)
      const named = new Set(rows.map(({ event }) => event))
      const kept = settings.current().plugins?.[plugin]?.subscriptions?.filter(({ event }) => event === '*' || !named.has(event)) ?? []
      const now = await keep(plugin, [...kept, ...rows])
      audit({ what: 'subscriptions.changed', by, detail: { plugin, events: [...named].join(' ') } })
      return now
    },
    async reset(plugin, by) {
      list(plugin)
      const now = await keep(plugin, undefined)
      audit({ what: 'subscriptions.reset', by, detail: { plugin } })
      return now
    },
  }
}

function refuse(plugin: string, { event, discardable }: SubscriptionChange, offered: ReadonlySet<EventType>): void {
  if (!offered.has(event)) throw new HostError('SETTINGS_INVALID', `${plugin} does not listen to ${event}`, { path: '/subscriptions' })
  if (discardable && isNeverDiscarded(event)) {
    throw new HostError('SETTINGS_INVALID', `A ${event} is never discarded; leave "discardable" out`, { path: '/subscriptions' })
  }
}

type Choice = Pick<SubscriptionRow, 'priority' | 'mode' | 'discardable' | 'enabled'> & { readonly streak: string }

function same(one: Choice, other: Choice): boolean {
  const fields = ['priority', 'mode', 'discardable', 'enabled', 'streak'] as const
  return fields.every((field) => one[field] === other[field])
}

function withSubscriptions(settings: Settings, plugin: string, subscriptions: readonly Subscription[] | undefined): Settings {
  const { subscriptions: _, ...rest } = settings.plugins?.[plugin] ?? {}
  const next = { ...rest, ...(subscriptions && { subscriptions: [...subscriptions] }) }
  return { ...settings, plugins: { ...settings.plugins, [plugin]: next } }
}
