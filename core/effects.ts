import { crashPoint } from './base/crash-point.ts'
import { HostError } from './base/errors.ts'
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
 * try it again would repeat the rest, and be refused again. What the host had no room for until it stopped is tried again by the next start.
 */
export function createEffects({ ingest, mayEmit, scheduler, translate, onRefused }: Parts): Pick<SandboxEvents, 'settled' | 'emit'> {
  async function accept(plugin: string, seqNo: number | undefined, n: number, json: string): Promise<void> {
    try {
      const emitted = readEmitted(json)
      if (mayEmit(plugin, emitted.eventType)) await ingest.ingestEmitted(plugin, seqNo, n, emitted)
    } catch (error) {
      if (isOfTheHost(error)) throw error
      onRefused(plugin, String(error))
    }
  }

  const named = (plugin: string, result: DeliveryResult): DeliveryResult =>
    result.error === undefined ? result : { ...result, error: translate(plugin, result.error) }

  return {
    async settled(plugin, results, done) {
      crashPoint('return.received')
      const effects: Promise<void>[] = []
      const unkept = new Map<number, string>()
      for (const { deliveryId, emitted } of results) {
        if (!emitted) continue
        const seqNo = scheduler.seqNoOf(plugin, deliveryId)
        const lost = (error: Error) => void unkept.set(deliveryId, error.message)
        for (const [n, json] of emitted.entries()) effects.push(accept(plugin, seqNo, n, json).catch(lost))
      }
      if (effects.length > 0) {
        crashPoint('effect.before')
        await Promise.all(effects)
        crashPoint('effect.after')
      }
      const hasFailed = unkept.size > 0 || results.some(({ error }) => error !== undefined)
      const settled = (result: DeliveryResult) => {
        const error = unkept.get(result.deliveryId)
        return error === undefined ? named(plugin, result) : { ...result, error }
      }
      scheduler.settle(plugin, hasFailed ? results.map(settled) : results, done)
    },
    emit: (plugin, json) => void accept(plugin, undefined, 0, json).catch((error) => onRefused(plugin, String(error))),
  }
}

/** Nothing that the plugin did. */
function isOfTheHost(error: unknown): boolean {
  return error instanceof HostError && (error.code === 'STOPPING' || error.code === 'STORE_WRITE_FAILED')
}
