import type { Clock } from '../base/clock.ts'
import { HostError } from '../base/errors.ts'
import type { Logger } from '../base/log.ts'
import { createActs } from './acts.ts'
import { createHostedPlugin, type HostedPlugin } from './hosted-plugin.ts'
import { POWER_ERRORS } from './powers.ts'
import { FETCH_ACT, INTERCEPT_ACT, type Reply, type Structures } from './protocol.ts'
import type { Runner } from './runner-link.ts'
import { createRunners } from './runners.ts'
import type { Sandbox, SandboxEvents } from './sandbox.ts'
import type { WorkerMessage } from './worker-messages.ts'

/** A plugin that crashed is back within a moment, unless it crashes again and again; so long it is waited for by who asks something of it. */
const RESTART_MS = 5000

/** Runs plugins in runner processes, replaces what dies, and holds deliveries while a new generation takes over. */
export function createSandbox({
  clock,
  random,
  log,
  events,
  structures,
  root,
}: {
  readonly clock: Clock
  readonly random: () => number
  readonly log: Logger
  readonly events: SandboxEvents
  readonly structures: () => Structures
  /** The folder that holds core/ and node_modules/. */
  readonly root: string
}): Sandbox {
  const plugins = new Map<string, HostedPlugin>()
  const acts = createActs(clock)
  const runners = createRunners({
    root,
    clock,
    log,
    structures,
    onDeath: (plugin, generation, death) => plugins.get(plugin)?.died(generation, death),
    onGone(plugin, generation) {
      acts.abandon(generation)
      events.released({ plugin, generation })
    },
    onMessage(plugin, generation, message) {
      const runner = plugins.get(plugin)?.speaker(generation)
      // Of a generation that was given up: whatever it says comes too late.
      if (runner) hear(plugin, message, { runner, generation })
    },
  })
  let generations = 0

  function hosted(id: string): HostedPlugin {
    const known = plugins.get(id)
    if (known) return known
    const nextGeneration = () => {
      generations += 1
      return generations
    }
    const plugin = createHostedPlugin({ id, clock, random, log, events, runners, nextGeneration })
    plugins.set(id, plugin)
    return plugin
  }

  function hear(plugin: string, message: WorkerMessage, from: { readonly runner: Runner; readonly generation: number }) {
    switch (message.kind) {
      case 'results':
        return events.settled(plugin, message.results, message.done)
      case 'publish':
        return events.publish(plugin, message.topic, message.data, message)
      case 'emit':
        return events.emit(plugin, message.event)
      case 'log':
        return events.log(plugin, message.level, { ...message, isStarting: plugins.get(plugin)?.isStarting(from.generation) ?? false })
      case 'acted':
        return acts.end(from.generation, message)
      case 'call':
        return void answer(plugin, message, from)
    }
  }

  async function answer(
    plugin: string,
    { call, method, args, bytes }: Extract<WorkerMessage, { kind: 'call' }>,
    { runner, generation }: { readonly runner: Runner; readonly generation: number },
  ) {
    try {
      const answered = await events.call({ plugin, generation }, method, JSON.parse(args), bytes)
      // JSON.stringify answers undefined for what is not there, whatever its type says.
      const value = JSON.stringify(answered.value) as string | undefined
      runner.reply(plugin, generation, { call, ...(value !== undefined && { value }), ...(answered.bytes && { bytes: answered.bytes }) })
    } catch (error) {
      runner.reply(plugin, generation, { call, error: errorOf(error) })
    }
  }

  function activeOf(plugin: string) {
    const active = plugins.get(plugin)?.active()
    if (!active) throw new HostError('ACTION_FAILED', `${plugin} is not running`, { plugin })
    return active
  }

  async function upOf(plugin: string) {
    const active = await plugins.get(plugin)?.up(RESTART_MS)
    return active ?? activeOf(plugin)
  }

  function waitingByRunner() {
    const waiting = new Map<string, string[]>()
    for (const [id, plugin] of plugins) {
      const name = plugin.runnerName()
      if (name !== undefined) waiting.set(name, [...(waiting.get(name) ?? []), id])
    }
    return waiting
  }

  return {
    load: (code, isolation) => hosted(code.plugin).load({ code, isolation }),
    unload: async (plugin, graceMs) => plugins.get(plugin)?.unload(graceMs),
    deliver(plugin, deliveries) {
      const known = plugins.get(plugin)
      if (!known) throw new TypeError(`Plugin ${plugin} is not loaded`)
      known.deliver(deliveries)
    },
    async act(plugin, action, input) {
      const { runner, generation } = await upOf(plugin)
      return acts.begin(`${plugin}.${action}`, generation, (act) => runner.act(plugin, generation, { act, action, input }))
    },
    async fetch(plugin, asked) {
      const active = await plugins.get(plugin)?.up(RESTART_MS)
      if (!active) throw new HostError('PLUGIN_DOWN', `${plugin} is not running`, { plugin })
      const { runner, generation } = active
      return acts.begin(`fetch of ${plugin}`, generation, (act) => runner.act(plugin, generation, { act, action: FETCH_ACT, input: asked }))
    },
    async intercept(plugin, events) {
      const { runner, generation } = activeOf(plugin)
      const begin = (act: number) => runner.act(plugin, generation, { act, action: INTERCEPT_ACT, input: events })
      return acts.begin(`The interceptor of ${plugin}`, generation, begin)
    },
    async advance(plugin, ms) {
      const { runner, generation } = activeOf(plugin)
      return Number(await acts.begin(`The clock of ${plugin}`, generation, (act) => runner.advance(plugin, generation, { act, ms })))
    },
    status: () => runners.status(waitingByRunner()),
    async stop(graceMs) {
      for (const plugin of plugins.values()) plugin.cancelRestart()
      await runners.stop(graceMs)
    },
  }
}

/** What the plugin gets to see of a failed call. */
function errorOf(error: unknown): NonNullable<Reply['error']> {
  if (!(error instanceof Error)) return { name: 'Error', message: 'The call failed' }
  const known = POWER_ERRORS.find((name) => name === error.name)
  return { name: known ?? 'Error', message: error.message }
}
