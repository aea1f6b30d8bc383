import type { PanicState } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { Plugins } from '../../plugins/lifecycle.ts'
import type { Scheduler } from '../../schedule/schedule.ts'
import type { PanicDesk } from '../../serve/lane-desks.ts'
import type { Audit, By } from '../../serve/serve.ts'
import type { Holds } from './holds.ts'

type Parts = {
  readonly holds: Holds
  readonly scheduler: Pick<Scheduler, 'hold' | 'status'>
  readonly plugins: Pick<Plugins, 'status'>
  readonly actions: { list(): readonly { readonly id: string }[]; call(id: string, input: unknown): Promise<unknown> }
  /** To whoever listens to the topic host.panic; `data` is JSON: whether it is on, and since when it is, or was until now. */
  readonly publish: (topic: string, data: string) => void
  readonly audit: Audit
  readonly clock: Clock
  readonly log: Logger
}

/** What is called when there is such an action: what was begun is cut off. */
const STOPPING = ['tts.stop', 'overlays.clear', 'obs.clear', 'asterisk.stop']

/** Holds all lanes, durably: events go on being accepted, and wait. Let go again, each goes on where it was. */
export function createPanic({ holds, scheduler, plugins, actions, publish, audit, clock, log }: Parts): PanicDesk {
  function state(): PanicState {
    const panic = holds.panic()
    const heldEvents = scheduler.status().reduce((sum, { depth, spilled, retrying }) => sum + depth + spilled + retrying, 0)
    return { on: panic !== undefined, ...panic, heldEvents: panic ? heldEvents : 0 }
  }

  /** `heldSince`: of a panic that just ended. */
  function follow(heldSince?: string) {
    for (const { id } of plugins.status()) scheduler.hold(id, holds.isHeld(id))
    const { on, since = heldSince } = state()
    publish('panic', JSON.stringify({ on, ...(since && { since }) }))
  }

  function cutOff() {
    const offered = new Set(actions.list().map(({ id }) => id))
    for (const id of STOPPING.filter((action) => offered.has(action))) {
      actions.call(id, {}).catch((error) => log.warn({ action: id, error: String(error) }, 'An action of the panic button failed'))
    }
  }

  async function become(isOn: boolean, by: By): Promise<PanicState> {
    const before = holds.panic()
    if ((before !== undefined) !== isOn) {
      const kept = holds.setPanic(isOn ? { since: new Date(clock.wallTime()).toISOString(), by: by.name } : undefined)
      // Held at once, and durably a moment later; let go only when that is durable.
      if (!isOn) await kept
      follow(before?.since)
      await kept
      audit({ what: isOn ? 'panic.pressed' : 'panic.released', by })
    }
    if (isOn) cutOff()
    return state()
  }

  return { state, press: (by) => become(true, by), release: (by) => become(false, by) }
}
