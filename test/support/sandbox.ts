import { fileURLToPath } from 'node:url'
import { Packr } from 'msgpackr'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import type { PluginCode } from '../../core/sandbox/protocol.ts'
import type { SandboxEvents } from '../../core/sandbox/sandbox.ts'
import { createSandbox } from '../../core/sandbox/supervisor.ts'
import type { DeliveryResult, Dispatch } from '../../core/schedule/schedule.ts'

export type Result = DeliveryResult & { readonly plugin: string; readonly emitted?: readonly string[] }
type Fact = { readonly kind: keyof SandboxEvents; readonly plugin: string; readonly rest: readonly unknown[] }

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A bundle as core/plugins makes it, of the text of the default export. */
export function pluginCode(
  plugin: string,
  definition: string,
  more: Partial<Omit<PluginCode, 'plugin' | 'generation'>> = {},
): Omit<PluginCode, 'generation'> {
  return {
    plugin,
    code: `(() => { exports.default = ${definition} })()`,
    filename: `/plugins/${plugin}/plugin.ts`,
    settings: {},
    grants: {},
    env: {},
    version: '0.0.0',
    concurrency: 4,
    threads: 1,
    timeoutMs: 2_000,
    memoryMb: 256,
    ...more,
  }
}

/** Packs events as the store does, and makes deliveries of them. */
function createPacker() {
  const structures: string[][] = []
  const packr = new Packr({ structures })
  let deliveryId = 0
  let seqNo = 0
  return {
    structures: () => structures,
    deliveries(
      count: number,
      {
        eventType = 'chat',
        mode = 'sync' as 'sync' | 'async',
        payload = {} as Record<string, unknown>,
        hops = undefined as number | undefined,
      } = {},
    ): Dispatch[] {
      return Array.from({ length: count }, (): Dispatch => {
        seqNo += 1
        deliveryId += 1
        const event = {
          schemaVersion: '1',
          eventId: `e${seqNo}`,
          eventType,
          seqNo,
          payload: { n: seqNo, ...payload },
          ...(hops && { hops }),
        }
        // The packer's buffer is shared by all that it packs.
        return { deliveryId, seqNo, bytes: new Uint8Array(packr.pack(event)), attempt: 1, redelivered: false, mode }
      })
    },
    /** The same events again, as new deliveries. */
    again: (deliveries: readonly Dispatch[]): Dispatch[] =>
      deliveries.map((delivery) => {
        deliveryId += 1
        return { ...delivery, deliveryId, redelivered: true }
      }),
  }
}

/** A sandbox whose events are written down; `until` resolves as soon as what was told satisfies the question. */
export function createObservedSandbox({
  call = (async () => ({})) as SandboxEvents['call'],
  on = {} as Partial<SandboxEvents>,
  clock = systemClock,
} = {}) {
  const packer = createPacker()
  const results: Result[] = []
  const facts: Fact[] = []
  let waiting: { readonly isTrue: () => boolean; readonly resolve: () => void }[] = []

  function check() {
    const met = waiting.filter(({ isTrue }) => isTrue())
    waiting = waiting.filter((each) => !met.includes(each))
    for (const { resolve } of met) resolve()
  }
  const tell =
    (kind: keyof SandboxEvents) =>
    (plugin: string, ...rest: readonly unknown[]) => {
      facts.push({ kind, plugin, rest })
      check()
    }
  const events: SandboxEvents = {
    settled(plugin, list, done) {
      for (let at = 0; at < done.length; at += 2) results.push({ plugin, deliveryId: done[at] ?? -1, durationMs: done[at + 1] ?? 0 })
      for (const result of list) results.push({ plugin, ...result })
      check()
    },
    crashed: tell('crashed'),
    recovered: tell('recovered'),
    quarantined: tell('quarantined'),
    publish: (plugin, topic, data, { retain }) => tell('publish')(plugin, topic, data, ...(retain ? [retain] : [])),
    emit: tell('emit'),
    log: (plugin, level, { message, fields }) => tell('log')(plugin, level, message, fields),
    released: () => {},
    call,
    ...on,
  }
  const sandbox = createSandbox({
    clock,
    random: Math.random,
    log: createLog({ level: 'silent' }),
    events,
    structures: packer.structures,
    root,
  })
  return {
    sandbox,
    packer,
    results,
    facts,
    /** What was told of a kind, without the plugin's name. */
    told: (kind: keyof SandboxEvents, plugin?: string) =>
      facts.filter((fact) => fact.kind === kind && (plugin === undefined || fact.plugin === plugin)).map(({ rest }) => rest),
    until: (isTrue: () => boolean) =>
      new Promise<void>((resolve) => {
        waiting.push({ isTrue, resolve })
        check()
      }),
    stop: () => sandbox.stop(1_000),
  }
}
