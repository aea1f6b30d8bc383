import type { Host } from '#sdk'
import type { Clock } from '#sdk/clock'
import { RetryError } from '#sdk/failures'
import { createLater } from './later.ts'

type Parts = {
  readonly name: string
  readonly host: Pick<Host, 'kv' | 'log'>
  readonly clock: Pick<Clock, 'after'>
  readonly hasRoom: () => boolean
  /** Puts the event of this number into the outbox. Rejects when that is to be tried again. */
  readonly takeUp: (seqNo: number) => Promise<void>
}

const LOOK_AGAIN_MS = 60_000

/** What one outbox has no room for: it waits in the log, the oldest first, and comes out when there is room. */
export async function createOverflow({ name, host, clock, hasRoom, takeUp }: Parts) {
  const later = await createLater(name, host.kv)
  let isAtWork = false
  let cancelLook = () => {}

  /** There may be room. */
  async function look(): Promise<void> {
    if (isAtWork) return
    isAtWork = true
    cancelLook()
    try {
      for (let seqNo = later.first(); seqNo !== undefined && hasRoom(); seqNo = later.first()) {
        await takeUp(seqNo)
        await later.drop(seqNo)
      }
    } catch (error) {
      // There was no room after all.
      if (!(error instanceof RetryError))
        host.log.warn(`What waits for ${name} in the log could not be taken up; it is tried again in a minute`, { error: String(error) })
      cancelLook = clock.after(LOOK_AGAIN_MS, () => void look())
    }
    isAtWork = false
  }

  return { size: later.size, add: later.add, look, stop: () => cancelLook() }
}
