import { basename, sep } from 'node:path'
import type { BaseManifest, Revoked, Settings } from '../../schemas/types.ts'
import { type Clock, systemClock } from '../base/clock.ts'
import { HostError } from '../base/errors.ts'
import type { Logger } from '../base/log.ts'
import type { Grants, Sandbox } from '../sandbox/sandbox.ts'
import type { OverlayFolder } from '../serve/serve.ts'
import { pluginFolders } from './discover.ts'
import { createMountCheck } from './mounts.ts'
import type { PluginConfig, PluginDetails, PluginStatus } from './plugin.ts'
import { createSlot, type Lanes, type Slot } from './slot.ts'
import { createOpenings, inStartOrder, inTurn } from './start-order.ts'
import { watchPlugins } from './watch.ts'

/** What is told when a folder changed: its plugin was brought in line, or only its overlay pages are new. */
export type PluginChange = { readonly plugin: string; readonly kind: 'plugin' | 'overlay' }

export type PluginsParts = {
  /** Absolute folders of plugins; of two plugins with one id, the one in the earlier root counts. */
  readonly roots: readonly string[]
  /** The root of the plugins that come with Showrunner; only they have the grants of the base. */
  readonly shippedRoot?: string
  readonly base: BaseManifest
  /** Whether the files that come with Showrunner are of another version than what runs. */
  readonly isUpdated?: () => Promise<boolean>
  readonly hostVersion: string
  /** The operator's settings, as they are now. */
  readonly settings: () => Settings['plugins']
  /** Where packages that plugins can do without are added; the data folder's `packages`. */
  readonly packagesDir: string
  /** A plugin's secret settings. */
  readonly secrets?: (plugin: string) => Readonly<Record<string, unknown>>
  /** Plugins that must not run, as the list is now. */
  readonly revoked?: () => Revoked
  /** Follows changes of approved files too, as long as they ask for no more: for who writes them. */
  readonly dev?: boolean
  /** Whether only plugins that come with Showrunner are run. */
  readonly safe?: boolean
  /** Runs these alone. */
  readonly only?: readonly string[]
  /** The variables that a plugin was granted and that are set. */
  readonly environmentFor?: (plugin: string) => Readonly<Record<string, string>>
  /** What an operator wrote into the environment and .env; a plugin sees what it was granted. */
  readonly variables?: Readonly<Record<string, string | undefined>>
  /** Whether Showrunner itself answers at an address such as /api/tips. */
  readonly isTaken?: (mount: string) => boolean
  readonly sandbox: Pick<Sandbox, 'load' | 'unload'>
  readonly lanes: Lanes
  readonly log: Logger
  /** One sentence for people at a time. */
  readonly say?: (sentence: string) => void
  /** Whether folders that come, go and change are followed. */
  readonly watch: boolean
  readonly clock?: Clock
  readonly onChange?: (change: PluginChange) => void
}

/** The plugins of a host. */
export type Plugins = {
  /**
   * Begins to load what is there. Resolves when every plugin that is to run has its lane, so that it misses nothing that comes from then on. Rejects with
   * USAGE when a root is not there.
   */
  open(): Promise<void>
  /** Resolves when every plugin runs or has said why not. */
  loaded(): Promise<void>
  /** Follows no more changes; what runs is the sandbox's to stop. */
  stop(): Promise<void>
  /** In order of their ids. */
  status(): readonly PluginStatus[]
  /** Whose folder went while they were to run, and has not come back: their events wait. */
  gone(): readonly string[]
  /** One whose folder is gone is not waited for any more. */
  forget(id: string): void
  overlays(): readonly OverlayFolder[]
  /** Loads it anew, changed or not. Rejects with PLUGIN_UNKNOWN. */
  reload(id: string): Promise<PluginStatus>
  /** Brings it in line with its folder and the settings. Rejects with PLUGIN_UNKNOWN. */
  refresh(id: string): Promise<PluginStatus>
  /** Stops it, then starts it again; its events wait meanwhile. Rejects with PLUGIN_UNKNOWN. */
  /** `between` is done while nothing of the plugin runs: what it kept may be changed then, and is not written over from its memory. */
  restart(id: string, between?: () => Promise<void>): Promise<PluginStatus>
  /** Throws PLUGIN_UNKNOWN. */
  details(id: string): PluginDetails
  /** What the folder says; undefined while that is not known. Throws PLUGIN_UNKNOWN. */
  config(id: string): PluginConfig | undefined
  /** What runs of it; undefined when nothing does. */
  live(id: string): PluginConfig | undefined
  /** Resolves when nothing of it is being loaded, started or stopped. */
  settled(id: string): Promise<void>
  /** What it may use at this moment. */
  grants(id: string): Grants
  /** What a plugin said, with the places in its stack put as its author's files and lines; of the version that starts, if it is that one's. */
  translate(id: string, text: string, from?: { readonly isStarting: boolean }): string
  /** The sandbox gave up on it. */
  quarantined(id: string, reason: string): void
}

/** More at once only wait for each other. */
const LOADS_AT_ONCE = 4

/** Turns folders into running plugins, and keeps the two in line. */
export function createPlugins(parts: PluginsParts): Plugins {
  const { base, hostVersion, shippedRoot, safe = false, log, clock = systemClock, onChange = () => {}, say = () => {} } = parts
  const roots = safe ? parts.roots.filter((root) => root === shippedRoot) : parts.roots
  const isWanted = (id: string) => (!safe || base.shipped.includes(id)) && (parts.only?.includes(id) ?? true)
  const slots = new Map<string, Slot>()
  /** Went while they were to run. */
  const gone = new Set<string>()
  const openings = createOpenings(parts.lanes)
  const load = inTurn(LOADS_AT_ONCE, parts.sandbox.load)
  let watcher: { stop(): Promise<void> } | undefined

  const reading = {
    roots,
    base,
    hostVersion,
    packagesDir: parts.packagesDir,
    chosen: (id: string) => parts.settings()?.[id],
    secrets: (id: string) => parts.secrets?.(id) ?? {},
    revoked: () => parts.revoked?.() ?? [],
    problemOfMount: createMountCheck({
      ...{ shippedRoot, shipped: base.shipped, isTaken: parts.isTaken ?? (() => false) },
      others: () => [...slots.values()].flatMap((slot) => slot.config()?.manifest ?? []),
    }),
  }

  function slotOf(id: string) {
    const again = () =>
      void known(id, (slot) => slot.refresh()).catch((error: unknown) =>
        log.warn({ plugin: id, error: String(error) }, 'Plugin was not tried again'),
      )
    const slot =
      slots.get(id) ??
      createSlot(id, { ...parts, sandbox: { ...parts.sandbox, load }, lanes: openings.lanes, reading, say, shippedRoot, clock, again })
    slots.set(id, slot)
    return slot
  }

  async function idle() {
    await Promise.all([...slots.values()].map((slot) => slot.idle()))
  }

  async function follow(id: string, slot: Slot, act: () => Promise<void>): Promise<void> {
    const wasRunning = slot.status().state === 'running'
    await act()
    if (!wasRunning && slot.status().state === 'running') say(`${id} runs`)
  }

  async function onFolderChange(id: string, paths: readonly string[]) {
    if (!isWanted(id)) return
    const isNew = !slots.has(id)
    const slot = slotOf(id)
    const wasOff = slot.status().state === 'disabled'
    await follow(id, slot, () => slot.refresh())
    // The folder may have come back meanwhile.
    await slot.idle()
    if (slot.status().state === 'stopped') {
      slots.delete(id)
      // A file beside the plugins, or a folder that is not meant to be one.
      if (isNew) return
      if (!wasOff && slot.config()?.enabled) gone.add(id)
    } else gone.delete(id)
    if (paths.some((path) => path.startsWith(`overlay${sep}`))) onChange({ plugin: id, kind: 'overlay' })
    onChange({ plugin: id, kind: 'plugin' })
  }

  async function known(id: string, act: (slot: Slot) => Promise<void>): Promise<PluginStatus> {
    const slot = slotNamed(id)
    await follow(id, slot, () => act(slot))
    onChange({ plugin: id, kind: 'plugin' })
    return slot.status()
  }

  function slotNamed(id: string): Slot {
    const slot = slots.get(id)
    if (slot) return slot
    throw new HostError('PLUGIN_UNKNOWN', `There is no plugin "${id}"`, { plugin: id })
  }

  return {
    async open() {
      // A root that is not there is told before anything is watched. What comes after this look, the watcher or the next look sees.
      await pluginFolders(roots)
      if (parts.watch) watcher = await watchPlugins(roots, { clock, log, onChange: onFolderChange })
      const ids = new Set((await pluginFolders(roots)).map((folder) => basename(folder)).filter(isWanted))
      const { first, rest } = await inStartOrder([...ids], roots)
      const begin = (id: string) => Promise.race([openings.opened(id), slotOf(id).refresh()])
      // What waits in the log must not get past those that look at it first; that they are loaded is for the gate to wait for.
      for (const id of first) await begin(id)
      await Promise.all(rest.map(begin))
    },
    loaded: idle,
    async stop() {
      await watcher?.stop()
      for (const slot of slots.values()) slot.stop()
      await idle()
    },
    status: () => [...slots.values()].map((slot) => slot.status()).sort((a, b) => (a.id < b.id ? -1 : 1)),
    // Who switches it off in the settings waits for it no more.
    gone: () => [...gone].filter((id) => parts.settings()?.[id]?.enabled !== false).sort(),
    forget: (id) => void gone.delete(id),
    overlays: () => [...slots.values()].flatMap((slot) => slot.overlays()),
    reload: (id) => known(id, (slot) => slot.refresh({ force: true })),
    refresh: (id) => known(id, (slot) => slot.refresh()),
    restart: (id, between) => known(id, (slot) => slot.refresh({ force: true, restart: true, ...(between && { between }) })),
    details(id) {
      const slot = slotNamed(id)
      return { ...slot.status(), ...slot.details() }
    },
    config: (id) => slotNamed(id).config(),
    live: (id) => slots.get(id)?.live(),
    settled: async (id) => slots.get(id)?.idle(),
    grants: (id) => slots.get(id)?.grants() ?? {},
    translate: (id, text, from) => slots.get(id)?.translate(text, from) ?? text,
    quarantined: (id, reason) => slots.get(id)?.quarantine(reason),
  }
}
