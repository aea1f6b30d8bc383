import type { DeliveryResult, Dispatch } from '../schedule/schedule.ts'
import type { LogLevel, PluginCode } from './protocol.ts'

export type { Usage } from './broker/broker.ts'
export type { Grants } from './broker/power.ts'
export type { Declared } from './protocol.ts'

/** What a loaded plugin tells the core. */
export type SandboxEvents = {
  /** `done` is as Scheduler.settle takes it. */
  settled(plugin: string, results: readonly (DeliveryResult & { readonly emitted?: readonly string[] })[], done: Float64Array): void
  /** The generation is gone, and its runner may be too; it is being loaded again. */
  crashed(
    plugin: string,
    death: {
      readonly suspects?: readonly number[]
      readonly finished?: readonly number[]
      readonly reason: string
      /** It did it itself. */
      readonly atFault?: true
    },
  ): void
  /** It is back and takes deliveries. */
  recovered(plugin: string): void
  /** What of a failure may be logged; only its place when left out. */
  loggable?(plugin: string, failure: string): string
  /** It crashed too often and stays down until it is loaded again. */
  quarantined(plugin: string, reason: string): void
  publish(plugin: string, topic: string, data: string, how: { readonly retain?: true; readonly ack?: string }): void
  emit(plugin: string, event: string): void
  /** `isStarting`: of a generation that does not run yet, while the one before may. */
  log(plugin: string, level: LogLevel, line: { readonly message: string; readonly fields?: string; readonly isStarting: boolean }): void
  /** Answers a plugin's call; rejects with a PowerError. */
  call(
    from: { readonly plugin: string; readonly generation: number },
    method: string,
    args: unknown,
    bytes?: Uint8Array,
  ): Promise<{ readonly value?: unknown; readonly bytes?: Uint8Array }>
  /** A generation is gone, one way or another: whatever it held open can be closed. */
  released(from: { readonly plugin: string; readonly generation: number }): void
}

export type RunnerStatus = {
  readonly name: string
  readonly pid: number | null
  readonly state: 'starting' | 'running' | 'restarting' | 'stopped'
  readonly restarts: number
  readonly rssMb: number
  /** What holds it on this machine, for example `permission-model`, `no-network`, `data-limit`. */
  readonly layers: readonly string[]
  readonly plugins: readonly string[]
}

/** Runs plugins in runner processes and keeps them running. */
export type Sandbox = {
  /**
   * Starts a new generation; the one before, if any, goes on until this resolves and is then drained and stopped.
   * Rejects with PLUGIN_START_FAILED, and the one before stays.
   */
  load(code: Omit<PluginCode, 'generation'>, isolation: 'thread' | 'process' | 'deno'): Promise<void>
  unload(plugin: string, graceMs: number): Promise<void>
  deliver(plugin: string, deliveries: readonly Dispatch[]): void
  /**
   * Carries out an action of a plugin; input and answer are JSON. One that crashed is waited for until it is back, and in `fetch` as well.
   * Rejects with ACTION_FAILED, and when the plugin is not up.
   */
  act(plugin: string, action: string, input: string): Promise<string>
  /** Has a plugin answer what came to one of its routes; JSON of FetchAsked and FetchAnswered. Rejects with PLUGIN_DOWN, or ACTION_FAILED. */
  fetch(plugin: string, asked: string): Promise<string>
  /** Has it look at events, a JSON array; answers one of reasons to hide them, or null. Rejects like `act`. */
  intercept(plugin: string, events: string): Promise<string>
  /**
   * Lets so many milliseconds pass for a plugin that was loaded with a virtual clock; its timers that are due meanwhile run, in order. Answers how many
   * passed since it began. Rejects like `act`.
   */
  advance(plugin: string, ms: number): Promise<number>
  status(): readonly RunnerStatus[]
  /** Every runner is gone when this resolves, if need be by SIGKILL. */
  stop(graceMs: number): Promise<void>
}
