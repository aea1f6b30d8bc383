import { dirname, join } from 'node:path'
import { HostError } from '../base/errors.ts'
import type { Logger } from '../base/log.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { Scheduler } from '../schedule/schedule.ts'
import type { OverlayFolder } from '../serve/serve.ts'
import { type Reading, readPlugin } from './discover.ts'
import { createGenerations } from './generations.ts'
import { missingGrants } from './grants.ts'
import type { Found, PluginConfig, PluginState, PluginStatus } from './plugin.ts'

// The states of a plugin:
//   starting           read, not loaded yet
//   running            loaded; a `detail` then says why the newest version of the folder is not what runs
//   failed             nothing is loaded, since the folder or its code is bad; its lane is open when the manifest is good, so events wait
//   disabled           switched off; its lane is closed
//   waiting-for-grant  asks for more than it was granted; nothing is loaded
//   quarantined        crashed too often; events wait until it is loaded again
//   stopped            the folder is gone

/** What a plugin's lane can be told. */
export type Lanes = Pick<Scheduler, 'change' | 'close' | 'forget' | 'resume' | 'pause'> & {
  /** Opens it, paused, where its progress says. */
  open(config: PluginConfig['lane']): void
}

export type SlotParts = {
  readonly reading: Reading
  /** The root whose plugins have the grants of the base. */
  readonly shippedRoot: string | undefined
  readonly sandbox: Pick<Sandbox, 'load' | 'unload'>
  readonly lanes: Lanes
  readonly log: Logger
  readonly say: (sentence: string) => void
}

/** The place of one id: what its folder says, and what runs of it. One change at a time; the newest wins. */
export function createSlot(id: string, { reading, shippedRoot, sandbox, lanes, log, say }: SlotParts) {
  const generations = createGenerations(id, sandbox)
  let state: PluginState = 'starting'
  let detail: string | undefined
  let config: PluginConfig | undefined
  let laneOpen = false
  let turn: Promise<void> = Promise.resolve()
  /** What waits for its turn; one is enough, since it reads the folder when it comes. */
  let next: { readonly wish: { force: boolean }; readonly done: Promise<void> } | undefined

  /** Brings what runs in line with the folder. Never rejects: what is wrong is in the status. */
  function refresh({ force = false } = {}): Promise<void> {
    if (next) {
      next.wish.force ||= force
      return next.done
    }
    const wish = { force }
    turn = turn.then(() => apply(wish))
    next = { wish, done: turn }
    return turn
  }

  async function apply(wish: { readonly force: boolean }): Promise<void> {
    next = undefined
    try {
      const [found, ...twins] = await readAll()
      for (const twin of twins) if ('problem' in twin) say(twin.problem.message)
      if (!found) return await leave()
      if ('problem' in found) throw found.problem
      await follow(found.config, wish.force)
    } catch (problem) {
      stay('failed', problem)
    }
  }

  async function leave(): Promise<void> {
    // Most likely a file beside the plugins, which was never one.
    if (state === 'starting') state = 'stopped'
    else await shut('stopped', 'The folder is gone')
  }

  async function readAll(): Promise<readonly Found[]> {
    const found = await Promise.all(reading.roots.map((root) => readPlugin(join(root, id), reading)))
    return found.filter((plugin) => plugin !== undefined)
  }

  async function follow(wanted: PluginConfig, force: boolean): Promise<void> {
    config = wanted
    if (!wanted.enabled) {
      await shut('disabled', 'Switched off')
      // Who switches it on again, maybe weeks later, wants what happens then and not all that was missed.
      return lanes.forget(id)
    }
    const missing = missingGrants(wanted.manifest.permissions, grantsOf(wanted))
    if (missing.length > 0) return stay('waiting-for-grant', `It asks for ${missing.join(', ')}, which is not granted`)
    if (!laneOpen) lanes.open(wanted.lane)
    laneOpen = true
    const wasRunning = state === 'running'
    const isNew = await generations.load(wanted, { unlessSame: wasRunning && !force })
    lanes.change(wanted.lane)
    if (isNew) lanes.resume(id)
    if (isNew && wasRunning) say(`${id} was reloaded`)
    become('running')
  }

  function grantsOf({ folder }: PluginConfig) {
    return dirname(folder) === shippedRoot ? reading.base.grants[id] : undefined
  }

  async function shut(to: PluginState, why: string): Promise<void> {
    if (laneOpen) lanes.pause(id)
    await generations.unload()
    if (laneOpen) lanes.close(id)
    laneOpen = false
    become(to, why)
  }

  /** What runs goes on; what does not, gets the state. */
  function stay(to: PluginState, problem: unknown): void {
    const sentence = problem instanceof Error ? problem.message : String(problem)
    if (!(problem instanceof HostError) && problem instanceof Error)
      log.error({ plugin: id, err: problem }, 'Plugin could not be brought in line')
    if (state === 'running') become('running', `${sentence}; the version before goes on running`)
    else become(to, sentence)
  }

  function become(to: PluginState, why?: string): void {
    const news = to !== state || why !== detail
    // What was off when the host started is no news.
    const isUsual = state === 'starting' && to === 'disabled'
    state = to
    detail = why
    if (!news) return
    log.info({ plugin: id, state, detail }, 'Plugin state changed')
    if (why !== undefined && !isUsual) say(`${id}: ${why}`)
  }

  return {
    refresh,
    /** Resolves when no change is under way or waits. */
    async idle(): Promise<void> {
      let awaited: Promise<void> | undefined
      while (awaited !== turn) {
        awaited = turn
        await awaited
      }
    },
    translate: generations.translate,
    /** It crashed too often: its events wait until it is loaded again. */
    quarantine(reason: string): void {
      lanes.pause(id)
      become('quarantined', reason)
    },
    /** Its pages for OBS; they are served as long as the plugin is meant to run, also while it does not. */
    overlays(): readonly OverlayFolder[] {
      const pages = config?.manifest.overlays?.map(({ page }) => page) ?? []
      return config && laneOpen && pages.length > 0 ? [{ plugin: id, folder: join(config.folder, 'overlay'), pages }] : []
    },
    status(): PluginStatus {
      const { name = id, version = '', overlays = [] } = config?.manifest ?? {}
      return {
        id,
        name,
        version,
        state,
        ...(detail !== undefined && { detail }),
        overlays: overlays.map(({ page, title = page, ...size }) => ({ page, title, ...size })),
      }
    },
  }
}

/** The place of one id. */
export type Slot = ReturnType<typeof createSlot>
