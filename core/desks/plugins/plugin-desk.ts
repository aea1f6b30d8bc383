import type { Settings } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import { HostError } from '../../base/errors.ts'
import { withEnabled, withGrant } from '../../plugins/grants.ts'
import type { Plugins } from '../../plugins/lifecycle.ts'
import { isNothing } from '../../plugins/permissions.ts'
import { knownChoices, settledSettings, toldSettings } from '../../plugins/plugin-settings.ts'
import { revokedError } from '../../plugins/revoked.ts'
import type { Usage } from '../../sandbox/sandbox.ts'
import type { Audit, PluginDesk, PluginOrder, PluginReport, PluginSettingsReport } from '../../serve/serve.ts'
import type { SecretsFile } from '../../store/secrets.ts'
import type { SettingsFile } from '../../store/settings.ts'
import type { Store } from '../../store/store.ts'
import { purge } from './purge.ts'

type Parts = {
  readonly dataDir: string
  readonly store: Store
  readonly plugins: Plugins
  /** There is a folder of that plugin, whatever its state. */
  readonly isHere: (plugin: string) => boolean
  /** Waits for it no more, and drops what it is owed and what it published. */
  readonly forget: (plugin: string) => void
  readonly settings: SettingsFile
  readonly secrets: SecretsFile
  /** What a plugin's powers were really used for. */
  readonly usage: (plugin: string) => readonly Usage[]
  /** What it last said when it crashed, or when an action of it failed. */
  readonly lastFailure: (plugin: string) => PluginReport['lastFailure']
  readonly audit: Audit
  readonly clock: Clock
}

/** What an operator does with plugins: kept in the settings, then followed, and written into the audit. */
export function createPluginDesk(parts: Parts): PluginDesk {
  const { plugins, settings, secrets, usage, lastFailure, audit, clock } = parts

  function show(id: string): PluginReport {
    const failed = lastFailure(id)
    return { ...plugins.details(id), usage: usage(id), ...(failed && { lastFailure: failed }) }
  }

  const keep = async (id: string, change: (now: Settings) => Settings) => {
    await settings.update(change)
    await plugins.refresh(id)
  }

  const orders: Record<PluginOrder, (id: string, hash: string | undefined) => Promise<unknown>> = {
    approve: (id, hash) => keep(id, approved(id, hash)),
    revoke(id) {
      const { permissions, granted, approvedAt } = plugins.details(id)
      if (approvedAt === undefined && !isNothing(permissions) && !isNothing(granted)) {
        throw new HostError('USAGE', `What ${id} may do comes with Showrunner; disable it instead`, { plugin: id })
      }
      return keep(id, (now) => withGrant(now, id, undefined))
    },
    enable: (id) => keep(id, (now) => withEnabled(now, id, true)),
    disable: (id) => keep(id, (now) => withEnabled(now, id, false)),
    reload: plugins.reload,
    restart: (id) => plugins.restart(id),
  }

  /** The settings with a grant of what the plugin asks for now. What it no longer asks for is no longer granted. */
  function approved(id: string, hash: string | undefined): (now: Settings) => Settings {
    const { ask, revoked } = plugins.details(id)
    if (revoked !== undefined) throw revokedError(id, revoked)
    if (!ask) throw new HostError('USAGE', `${id} asks for nothing that it does not have`, { plugin: id })
    if (hash === undefined) throw new HostError('USAGE', 'Say the hash of what is approved, as "ask" tells it', { plugin: id })
    if (hash !== ask.hash) throw new HostError('PLUGIN_CHANGED', `${id} changed since it was looked at`, { plugin: id })
    const grant = { permissions: ask.all, approvedAt: new Date(clock.wallTime()).toISOString(), hash }
    return (now) => withGrant(now, id, grant)
  }

  function tellSettings(id: string): PluginSettingsReport {
    const config = plugins.config(id)
    const { form, settingsProblem } = config ?? {}
    const chosen = settings.current().plugins?.[id]?.settings
    const raw = { ...config?.manifest.settings, ...chosen, ...secrets.of(id) }
    return {
      values: toldSettings(settingsProblem ? raw : (config?.settings ?? {}), form),
      ...(form && { schema: form.schema }),
      ...(settingsProblem && { problem: settingsProblem.message }),
    }
  }

  /** What is secret of the fields and what is not. Throws SETTINGS_INVALID unless the plugin could start with them. */
  function proved(id: string, fields: Readonly<Record<string, unknown>>) {
    const config = plugins.config(id)
    if (!config) throw new HostError('USAGE', `The manifest of ${id} has to be corrected first`, { plugin: id })
    const { form } = config
    const hidden = Object.entries(fields).filter(([name, value]) => form?.secrets.includes(name) && !isToldSecret(value))
    const open = Object.entries(fields).filter(([name]) => !form?.secrets.includes(name))
    const changed = (now: Settings) => withSettings(now, id, Object.fromEntries(open))
    const after = {
      id,
      form,
      defaults: config.manifest.settings,
      chosen: changed(settings.current()).plugins?.[id]?.settings,
      secrets: present({ ...secrets.of(id), ...Object.fromEntries(hidden) }),
    }
    const { chosen, unknown } = knownChoices(after)
    // What another version left there is not what is changed now.
    const isAsked = unknown.some((name) => Object.keys(fields).some((field) => name === field || name.startsWith(`${field}.`)))
    settledSettings(isAsked ? after : { ...after, chosen })
    return { hidden, open, changed }
  }

  return {
    list: () => plugins.status().map(({ id }) => show(id)),
    show,
    async order(id, order, { hash, by }) {
      plugins.details(id)
      await orders[order](id, hash)
      audit({ what: `plugin.${ORDER_DONE[order]}`, by, detail: { plugin: id } })
      return show(id)
    },
    settings: tellSettings,
    checkSettings: (id, fields) => void proved(id, fields),
    async changeSettings(id, fields, by) {
      // Refused as a whole, before anything is written.
      const { hidden, open, changed } = proved(id, fields)
      if (hidden.length > 0) await secrets.change(id, Object.fromEntries(hidden))
      if (open.length > 0) await settings.update(changed)
      await plugins.refresh(id)
      // Names only: what is set may be a secret.
      audit({ what: 'plugin.settings', by, detail: { plugin: id, fields: Object.keys(fields).join(', ') } })
      return tellSettings(id)
    },
    async purge(id, { dryRun, by }) {
      const found = await purge(id, parts, { dryRun: true })
      if (dryRun) return found
      if (parts.isHere(id)) throw new HostError('USAGE', `${id} is still there; remove its folder first`, { plugin: id })
      parts.forget(id)
      await purge(id, parts, { dryRun: false })
      audit({ what: 'plugin.purged', by, detail: { plugin: id } })
      return found
    },
  }
}

/** What the audit calls an order that was followed. */
export const ORDER_DONE = {
  approve: 'approved',
  revoke: 'revoked',
  enable: 'enabled',
  disable: 'disabled',
  reload: 'reloaded',
  restart: 'restarted',
} as const satisfies Record<PluginOrder, string>

/** What `settings` tells of a secret; sent back, it means that the secret stays. */
function isToldSecret(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'set' in value
}

function present(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
}

function withSettings(settings: Settings, id: string, fields: Readonly<Record<string, unknown>>): Settings {
  const own = settings.plugins?.[id]
  return { ...settings, plugins: { ...settings.plugins, [id]: { ...own, settings: present({ ...own?.settings, ...fields }) } } }
}
