import type { Clock } from '../base/clock.ts'
import { HostError } from '../base/errors.ts'

type Ended = { readonly act: number; readonly value?: string; readonly error?: string }
type End = Omit<Ended, 'act'> & { readonly isSaid?: boolean }
type Waiting = { readonly generation: number; end(ended: End): void }

/** An answer that has not come by then never will. */
const LIMIT_MS = 60_000
const MAX_WAITING = 1_000

/** Actions that are being carried out, and who waits for them. */
export function createActs(clock: Clock) {
  const waiting = new Map<number, Waiting>()
  let last = 0

  return {
    /** Resolves with JSON. Rejects with ACTION_FAILED: what the plugin said, which `detail.isSaid` tells, or that it went away or took too long. */
    begin(name: string, generation: number, send: (act: number) => void): Promise<string> {
      if (waiting.size >= MAX_WAITING) throw new HostError('OVERLOADED', `${MAX_WAITING} actions are being carried out`)
      last += 1
      const act = last
      return new Promise((resolve, reject) => {
        const cancel = clock.after(LIMIT_MS, () => end({ error: `It gave no answer within ${LIMIT_MS / 1000} s` }))
        function end({ value, error, isSaid = false }: End) {
          waiting.delete(act)
          cancel()
          if (error === undefined) resolve(value ?? 'null')
          else reject(new HostError('ACTION_FAILED', `${name}: ${error}`, { action: name, isSaid }))
        }
        waiting.set(act, { generation, end })
        send(act)
      })
    },
    end(generation: number, { act, ...ended }: Ended): void {
      const waits = waiting.get(act)
      // Another generation's, or one that was given up.
      if (waits?.generation === generation) waits.end({ ...ended, isSaid: true })
    },
    /** The generation is gone, and with it every answer. */
    abandon(generation: number): void {
      for (const waits of [...waiting.values()]) if (waits.generation === generation) waits.end({ error: 'The plugin ended meanwhile' })
    },
  }
}
