import { join } from 'node:path'
import type { Clock } from '../base/clock.ts'
import { HostError } from '../base/errors.ts'
import type { Logger } from '../base/log.ts'
import { placeOf } from '../base/plugin-error.ts'
import type { Grants, Sandbox } from '../sandbox/sandbox.ts'
import type { Scheduler } from '../schedule/schedule.ts'
import type { OverlayFolder } from '../serve/serve.ts'
import { createApproval } from './approval.ts'
import { type Reading, readPlugin } from './discover.ts'
import { createGenerations } from './generations.ts'
import { isNothing, together, within, without } from './permissions.ts'
import type { Ask, Found, PluginConfig, PluginState, PluginStatus } from './plugin.ts'
import { detailsOf, statusOf } from './plugin-view.ts'
import { toldGrants, withSettings } from './settings-grants.ts'

// The states of a plugin:
//   starting           read, not loaded yet
//   running            loaded; a `detail` then says why the newest version of the folder is not what runs, or which settings it does not know
//   failed             nothing is loaded, since the folder or its code is bad; its lane is open when the manifest is good, so events wait. What only took
//                      too long to start, as on a machine that is busy, is tried again
//   disabled           switched off, or on the list of revoked plugins; its lane is closed
//   waiting-for-grant  asks for more than it was granted; nothing is loaded
//   held               its files are not those that were approved; nothing is loaded
//   quarantined        crashed too often; events wait until it is loaded again
//   stopped            the folder is gone

const UPDATED = 'Showrunner was updated while it runs; stop it, and start it again'

/** How a folder is followed: loaded also when it is the same; or stopped first; and what is done in between, while nothing of it runs. */
type Wish = { force: boolean; restart: boolean; between: (() => Promise<void>)[] }

type RefreshOptions = { readonly force?: boolean; readonly restart?: boolean; readonly between?: () => Promise<void> }

/** What a plugin's lane can be told. */
export type Lanes = Pick<Scheduler, 'change' | 'close' | 'forget' | 'resume' | 'pause'> & {
  /** Opens it, paused, where its progress says. */
  open(config: PluginConfig['lane']): void
}

export type SlotParts = {
  readonly reading: Reading
  /** The root whose plugins have the grants of the base. */
  readonly shippedRoot: string | undefined
  /** Whether the files that come with Showrunner are of another version than what runs. */
  readonly isUpdated?: () => Promise<boolean>
  /** Whether approved files may change: for who writes them. */
  readonly dev?: boolean
  /** The variables that the plugin was granted and that are set. */
  readonly environmentFor?: (plugin: string) => Readonly<Record<string, string>>
  /** What an operator wrote into the environment and .env. */
  readonly variables?: Readonly<Record<string, string | undefined>>
  readonly sandbox: Pick<Sandbox, 'load' | 'unload'>
  readonly lanes: Lanes
  readonly log: Logger
  readonly say: (sentence: string) => void
  readonly clock: Clock
  /** Has it brought in line once more. */
  readonly again: () => void
}

/** Starts that took too long are tried again so often in a row, after 5, 10, 20, 40 and 60 s. */
const LATE_TRIES = 5
const FIRST_TRY_MS = 5000
const LAST_TRY_MS = 60_000

/** The place of one id: what its folder says, and what runs of it. One change at a time; the newest wins. */
export function createSlot(id: string, { environmentFor = () => ({}), variables = {}, ...parts }: SlotParts) {
  const { reading, lanes, log, say, clock } = parts
  const generations = createGenerations(id, parts.sandbox)
  const approval = createApproval(id, parts)
  let state: PluginState = 'starting'
  let detail: string | undefined
  /** What the folder says. */
  let config: PluginConfig | undefined
  /** What runs, and what is about to. */
  let live: PluginConfig | undefined
  let coming: PluginConfig | undefined
  let ask: Ask | undefined
  let revoked: string | undefined
  let laneOpen = false
  let lateTries = 0
  let cancelTry = () => {}
  let turn: Promise<void> = Promise.resolve()
  /** What waits for its turn; one is enough, since it reads the folder when it comes. */
  let next: { readonly wish: Wish; readonly done: Promise<void> } | undefined

  /** Brings what runs in line with the folder. Never rejects: what is wrong is in the status. */
  function refresh({ force = false, restart = false, between }: RefreshOptions = {}): Promise<void> {
    if (next) {
      next.wish.force ||= force
      next.wish.restart ||= restart
      if (between) next.wish.between.push(between)
      return next.done
    }
    const wish = { force, restart, between: between ? [between] : [] }
    turn = turn.then(() => apply(wish))
    next = { wish, done: turn }
    return turn
  }

  async function apply(wish: Readonly<Wish>): Promise<void> {
    next = undefined
    cancelTry()
    try {
      const [found, ...twins] = await readAll()
      for (const twin of twins) if ('problem' in twin) say(twin.problem.message)
      if (!found) return await leave()
      if ('problem' in found) throw found.problem
      await follow(found.config, wish)
      lateTries = 0
    } catch (problem) {
      stay('failed', (await isUpdated()) ? UPDATED : problem)
      if (isLate(problem) && state === 'failed') tryAgain()
    }
  }

  /** What is new of the plugins that come with Showrunner is for the core that came with it: nobody has to approve or correct anything. */
  const isUpdated = async () => reading.base.shipped.includes(id) && ((await parts.isUpdated?.()) ?? false)

  function tryAgain(): void {
    if (lateTries === LATE_TRIES) return
    cancelTry = clock.after(Math.min(LAST_TRY_MS, FIRST_TRY_MS * 2 ** lateTries), parts.again)
    lateTries += 1
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

  async function follow(wanted: PluginConfig, { force, restart, between }: Readonly<Wish>): Promise<void> {
    config = wanted
    revoked = await approval.revocation(wanted)
    // What runs may be older than what the folder says, and perhaps that cannot be loaded.
    if (live && live.manifest.version !== wanted.manifest.version && (await approval.revocation(live)) !== undefined) await halt()
    // Who switches it on again, maybe weeks later, wants what happens then and not all that was missed.
    if (!wanted.enabled) {
      ask = undefined
      return forget('disabled', 'Switched off')
    }
    if (revoked !== undefined) {
      ask = undefined
      return forget('disabled', `It was revoked: ${revoked}`)
    }
    // Whoever approves meanwhile approves what was asked until now.
    const refusal = await approval.refusal(wanted)
    if (refusal && !isRevoked() && (await isUpdated())) {
      ask = undefined
      return stay('failed', UPDATED)
    }
    ask = refusal && { permissions: refusal.missing, all: wanted.manifest.permissions ?? {}, hash: refusal.hash }
    if (refusal) return isRevoked() ? forget(refusal.state, refusal.sentence) : stay(refusal.state, refusal.sentence)
    if (!laneOpen) lanes.open(wanted.lane)
    laneOpen = true
    if (wanted.settingsProblem) throw wanted.settingsProblem
    if (restart) await halt()
    for (const work of between) await work()
    const wasRunning = state === 'running'
    const isNew = await load(wanted, { unlessSame: wasRunning && !force })
    lanes.change(wanted.lane)
    if (isNew) lanes.resume(id)
    if (isNew && wasRunning) say(`${id} was reloaded`)
    become('running', leftOut(wanted))
  }

  /** What it may use has to be known while it starts, and what ran before goes on until then. */
  async function load(wanted: PluginConfig, options: { readonly unlessSame: boolean }): Promise<boolean> {
    coming = wanted
    try {
      const isNew = await generations.load(wanted, {
        ...options,
        grants: toldGrants(grants()),
        env: environmentFor(id),
        version: reading.hostVersion,
        ...(parts.dev && { tellsWords: true }),
      })
      live = wanted
      return isNew
    } finally {
      coming = undefined
    }
  }

  /** What it may use at this moment: what it asks for, as far as it is granted. */
  function grants(): Grants {
    if (!config) return {}
    const asked = together(live?.manifest.permissions, coming?.manifest.permissions)
    return withSettings(within(asked, approval.granted(config.folder)), { ...config, variables })
  }

  function isRevoked(): boolean {
    return live !== undefined && !isNothing(without(live.manifest.permissions, approval.granted(live.folder)))
  }

  async function forget(to: PluginState, why: string): Promise<void> {
    await shut(to, why)
    lanes.forget(id)
  }

  async function shut(to: PluginState, why: string): Promise<void> {
    if (laneOpen) lanes.pause(id)
    await generations.unload()
    live = undefined
    if (laneOpen) lanes.close(id)
    laneOpen = false
    become(to, why)
  }

  /** Nothing of it runs any more; its events wait. */
  async function halt(): Promise<void> {
    lanes.pause(id)
    await generations.unload()
    live = undefined
    state = 'starting'
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
    const isUsual = state === 'starting' && to === 'disabled' && config?.enabled === false
    state = to
    detail = why
    if (!news) return
    log.info({ plugin: id, state, detail: detail && (parts.dev ? detail : placeOf(detail)) }, 'Plugin state changed')
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
    /** Nothing is tried again any more. */
    stop: () => cancelTry(),
    translate: generations.translate,
    /** It crashed too often: its events wait until it is loaded again. */
    quarantine(reason: string): void {
      lanes.pause(id)
      live = undefined
      become('quarantined', reason)
    },
    /** Its pages for OBS; they are served as long as the plugin is meant to run, also while it does not. */
    overlays(): readonly OverlayFolder[] {
      const overlays = config?.manifest.overlays ?? []
      const pages = overlays.map(({ page }) => page)
      const stage = overlays.flatMap(({ page, stage: at }) => (at ? [{ page, at }] : []))
      return config && laneOpen && pages.length > 0 ? [{ plugin: id, folder: join(config.folder, 'overlay'), pages, stage }] : []
    },
    grants,
    /** What runs; undefined when nothing does. */
    live: () => live,
    /** What the folder says; undefined when that is not known. */
    config: () => config,
    status: (): PluginStatus => statusOf({ id, state, detail, ask, shown: live ?? config }),
    details: () => detailsOf(config, { granted: config ? approval.granted(config.folder) : {}, grant: reading.chosen(id)?.grant, revoked }),
  }
}

/** The sandbox, its runner and the worker say it in these words, which come as text. A machine that is too busy for a start is so for the beats of a runner. */
const isLate = (problem: unknown) =>
  problem instanceof HostError &&
  problem.code === 'PLUGIN_START_FAILED' &&
  /did not start within \d+ ms|did not answer for \d+ s/.test(problem.message)

/** The place of one id. */
export type Slot = ReturnType<typeof createSlot>

function leftOut({ unknownSettings: names }: PluginConfig): string | undefined {
  if (!names) return undefined
  return `This version has no setting ${names.map((name) => `"${name}"`).join(', ')}, so what was chosen there is left out`
}
