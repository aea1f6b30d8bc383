import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { systemClock } from '../base/clock.ts'
import { HostError } from '../base/errors.ts'
import { createLog } from '../base/log.ts'
import { inputCheckOf } from '../plugins/action-inputs.ts'
import { tooEarly } from '../plugins/actions.ts'
import { declaredOf } from '../plugins/declared.ts'
import type { FetchAnswered, FetchAsked } from '../sandbox/protocol.ts'
import type { SandboxEvents } from '../sandbox/sandbox.ts'
import { createSandbox } from '../sandbox/supervisor.ts'
import { readRules } from '../schedule/rules.ts'
import { createSqliteStore } from '../store/sqlite/sqlite.ts'
import { createNotes, type Outcome } from './outcome.ts'
import { createPowers } from './powers.ts'
import { type Prepared, ROOT } from './prepared.ts'

/** A plugin that runs in its real sandbox, handed one thing at a time. */
export type Rehearsal = {
  /** How long it took to start, in milliseconds. */
  readonly startMs: number
  /** What it did at its start. */
  readonly atStart: Omit<Outcome, 'durationMs'>
  /** Hands in one event and waits for its end; never rejects for what the plugin does. */
  deliver(event: UnifiedEvent): Promise<Outcome>
  act(action: string, input: unknown): Promise<Outcome & { readonly answer?: unknown }>
  /** Has it look at an event before others would get it. */
  intercept(event: UnifiedEvent): Promise<Outcome & { readonly hide?: string }>
  /** Has its `fetch` answer a request, as if its route had been asked for. */
  fetch(asked: FetchAsked): Promise<Outcome & { readonly answer?: FetchAnswered }>
  /** Lets milliseconds pass on its virtual clock, and answers what it did meanwhile. Never rejects for what the plugin does. */
  advance(ms: number): Promise<Outcome>
  /** How many milliseconds its virtual clock has gone since it began, as of the last advance. */
  playedMs(): number
  /** Of the process that it runs in, in MiB, as last measured. */
  memoryMb(): number
  /** Ends the plugin and answers what it did meanwhile. */
  stop(): Promise<void>
}

const GRACE_MS = 2000
const MAX_ADVANCE_MS = 24 * 3_600_000
/** How a delivery ends that the sandbox gave up with the plugin. */
type End = { readonly error?: string; readonly durationMs: number }

/** Starts a plugin in its sandbox, with storage of its own and nothing else of a host. Rejects with PLUGIN_START_FAILED. */
export async function createRehearsal({
  config,
  bundle,
  lines,
  grants,
  filename,
  version,
  clock,
  packagesDir,
  past,
  actions,
}: Prepared): Promise<Rehearsal> {
  const dataDir = await mkdtemp(join(tmpdir(), 'showrunner-rehearsal-'))
  const log = createLog({ level: 'silent' })
  const store = await createSqliteStore({ dataDir, clock: systemClock, log })
  const powers = createPowers({ store, dataDir, packagesDir, grants, log, events: past, actions, own })
  const notes = createNotes()
  const { id } = config
  let deliveryId = 0
  let waiting: { readonly deliveryId: number; readonly end: (end: End) => void } | undefined
  let quarantine: string | undefined
  let crash: string | undefined
  let playedMs = 0
  let hasStarted = false

  function end(result: End) {
    waiting?.end(result)
    waiting = undefined
  }

  /** Actions of its own that it calls, as the host carries them out. */
  function own(action: string, input: unknown): Promise<unknown> | undefined {
    if (!action.startsWith(`${id}.`)) return undefined
    if (!hasStarted) throw tooEarly(action, id)
    return perform(action.slice(id.length + 1), input)
  }

  async function perform(action: string, input: unknown): Promise<unknown> {
    const declared = config.manifest.actions?.[action]
    const checked = declared ? inputCheckOf(declared)(input) : { ok: true as const, value: input }
    if (!checked.ok) throw new TypeError(`Input of ${id}.${action}: ${checked.message}`)
    return JSON.parse(await sandbox.act(id, action, JSON.stringify(checked.value)))
  }

  const events: SandboxEvents = {
    settled(_, results, done) {
      // Pairs of a delivery and how long it took, for those that succeeded and emitted nothing.
      for (let n = 0; n < done.length; n += 2) if (done[n] === waiting?.deliveryId) end({ durationMs: done[n + 1] ?? 0 })
      for (const { deliveryId: settled, emitted = [], error, durationMs } of results) {
        for (const json of emitted) notes.emitted(json)
        if (settled === waiting?.deliveryId) end({ durationMs, ...(error !== undefined && { error: lines.translate(error) }) })
      }
    },
    crashed(_, { reason }) {
      crash = `It crashed: ${lines.translate(reason)}`
      end({ error: crash, durationMs: 0 })
    },
    recovered: () => {},
    quarantined(_, reason) {
      quarantine = reason
      end({ error: `It crashed too often: ${reason}`, durationMs: 0 })
    },
    publish: (_, topic, data, how) => notes.published(topic, data, how),
    emit: (_, json) => notes.emitted(json),
    log: (_, level, { message, fields }) => notes.logged(level, lines.translate(message), fields && lines.translate(fields)),
    async call(from, method, args, bytes) {
      try {
        const answer = await powers.call(from, method, args, bytes)
        notes.called(method)
        return answer
      } catch (error) {
        notes.called(method, error instanceof Error ? error.message : String(error))
        throw error
      }
    },
    released: powers.released,
  }
  const sandbox = createSandbox({ clock: systemClock, random: Math.random, log, events, structures: store.structures, root: ROOT })

  async function stop() {
    await sandbox.unload(id, GRACE_MS)
    await sandbox.stop(GRACE_MS)
    await store.close()
    await rm(dataDir, { recursive: true, force: true })
  }

  const startedAt = performance.now()
  const { manifest, threads, timeoutMs, memoryMb, settings, lane } = config
  const rules = readRules(lane.rules)
  const intercepted = new Set(lane.intercepts?.map(({ event }) => event))
  // Each thread would have a virtual clock of its own.
  const limits = { concurrency: lane.concurrency, threads: clock === 'virtual' ? 1 : threads, timeoutMs, memoryMb }
  const code = {
    plugin: id,
    code: bundle.code,
    filename,
    settings,
    grants,
    env: {},
    version,
    declared: declaredOf(manifest),
    clock,
    ...limits,
  }
  try {
    await sandbox.load(code, config.isolation)
  } catch (error) {
    await stop()
    throw error instanceof HostError ? new HostError(error.code, lines.translate(error.message), error.detail, error) : error
  }
  const startMs = performance.now() - startedAt
  hasStarted = true

  /** What came of it or why nothing did, how long it took, and what the plugin did meanwhile. */
  async function timed<A extends object>(ask: () => Promise<A>) {
    const from = performance.now()
    const verdict = await ask().catch((error: Error) => ({ error: lines.translate(error.message) }))
    return { ...verdict, durationMs: performance.now() - from, ...notes.take() }
  }

  return {
    startMs,
    atStart: notes.take(),
    async deliver(event) {
      if (quarantine !== undefined) return { error: `It crashed too often: ${quarantine}`, durationMs: 0, ...notes.take() }
      const rule = rules.get(event.eventType)
      if (!rule || rule.matches?.(event) === false) return { leftOut: true, durationMs: 0, ...notes.take() }
      deliveryId += 1
      const ended = new Promise<End>((resolve) => {
        waiting = { deliveryId, end: resolve }
      })
      const bytes = new Uint8Array(store.encode(event))
      sandbox.deliver(id, [{ deliveryId, seqNo: event.seqNo, bytes, attempt: 1, redelivered: false, mode: rule.mode }])
      return { ...(await ended), ...notes.take() }
    },
    act: (action, input) => timed(() => perform(action, input).then((answer) => ({ answer }))),
    // Of the guest's own making.
    fetch: (asked) => timed(() => sandbox.fetch(id, JSON.stringify(asked)).then((json) => ({ answer: JSON.parse(json) as FetchAnswered }))),
    intercept: (event) =>
      timed(async () => {
        if (!intercepted.has(event.eventType)) return { leftOut: true as const }
        const [hide] = JSON.parse(await sandbox.intercept(id, JSON.stringify([event]))) as readonly (string | null)[]
        return typeof hide === 'string' ? { hide } : {}
      }),
    async advance(ms) {
      if (clock === 'real') throw new TypeError('Only a virtual clock can be advanced')
      if (!(ms >= 0 && ms <= MAX_ADVANCE_MS)) throw new TypeError(`A clock is advanced by 0 to ${MAX_ADVANCE_MS} ms at a time`)
      crash = undefined
      const from = performance.now()
      const failed = await sandbox.advance(id, ms).then(
        (passedMs) => {
          playedMs = passedMs
        },
        (error: Error) => ({ error: crash ?? lines.translate(error.message) }),
      )
      return { ...failed, durationMs: performance.now() - from, ...notes.take() }
    },
    playedMs: () => playedMs,
    memoryMb: () => sandbox.status().find(({ plugins }) => plugins.includes(id))?.rssMb ?? 0,
    stop,
  }
}
