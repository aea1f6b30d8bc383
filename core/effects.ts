import { crashPoint } from './base/crash-point.ts'
import { readEmitted } from './ingest/emitted.ts'
import type { Ingest } from './ingest/ingest.ts'
import type { SandboxEvents } from './sandbox/sandbox.ts'
import type { DeliveryResult, Scheduler } from './schedule/schedule.ts'

type Parts = {
  readonly ingest: Pick<Ingest, 'ingestEmitted'>
  /** Whether the plugin was granted to emit such an event; notes it when not. */
  readonly mayEmit: (plugin: string, eventType: unknown) => boolean
  readonly scheduler: Pick<Scheduler, 'seqNoOf' | 'settle'>
  /** A failure with the author's own lines in it, instead of those of the bundle. */
  readonly translate: (plugin: string, error: string) => string
  /** Hears why an event was not taken, in the host's own words. */
  readonly onRefused: (plugin: string, reason: string) => void
}

/**
 * Where deliveries end: what a handler emitted is accepted before its delivery counts as done. A crash in between repeats both, and the repeat is
 * recognised. What a plugin was not granted to emit is left out, counted and logged; the rest is accepted, and the delivery succeeds all the same: to
 * try it again would repeat the rest, and be refused again.
 */
export function createEffects({ ingest, mayEmit, scheduler, translate, onRefused }: Parts): Pick<SandboxEvents, 'settled' | 'emit'> {
  async function accept(plugin: string, seqNo: number | undefined, n: number, json: string): Promise<void> {
    try {
      const emitted = readEmitted(json)
      if (mayEmit(plugin, emitted.eventType)) await ingest.ingestEmitted(plugin, seqNo, n, emitted)
    } catch (error) {
      onRefused(plugin, String(error))
    }
  }

  const named = (plugin: string, result: DeliveryResult): DeliveryResult =>
    result.error === undefined ? result : { ...result, error: translate(plugin, result.error) }

  return {
    async settled(plugin, results, done) {
      crashPoint('return.received')
      const effects: Promise<void>[] = []
      for (const { deliveryId, emitted } of results) {
        if (!emitted) continue
        const seqNo = scheduler.seqNoOf(plugin, deliveryId)
        for (const [n, json] of emitted.entries()) effects.push(accept(plugin, seqNo, n, json))
      }
      if (effects.length > 0) {
        crashPoint('effect.before')
        await Promise.all(effects)
        crashPoint('effect.after')
      }
      const hasFailed = results.some(({ error }) => error !== undefined)
      scheduler.settle(plugin, hasFailed ? results.map((result) => named(plugin, result)) : results, done)
    },
    emit: (plugin, json) => void accept(plugin, undefined, 0, json),
  }
}
