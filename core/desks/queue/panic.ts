import type { PanicState } from '../../../schemas/types.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { Plugins } from '../../plugins/lifecycle.ts'
import type { Scheduler } from '../../schedule/schedule.ts'
import type { PanicDesk } from '../../serve/lane-desks.ts'
import type { Audit, By } from '../../serve/serve.ts'
import type { Holds, Panic } from './holds.ts'

type Parts = {
  readonly holds: Holds
  readonly scheduler: Pick<Scheduler, 'hold' | 'status'>
  readonly plugins: Pick<Plugins, 'status'>
  readonly actions: { list(): readonly { readonly id: string }[]; call(id: string, input: unknown): Promise<unknown> }
  /** To whoever listens to the topic host.panic, also later; `data` is JSON: whether it is on and since when, or since and until when it last was. */
  readonly publish: (topic: string, data: string) => void
  readonly audit: Audit
  readonly clock: Clock
  readonly log: Logger
}

/** What is called when there is such an action: what was begun is cut off. */
const STOPPING = ['ai-chat.stop', 'tts.stop', 'overlays.clear', 'obs.clear', 'asterisk.stop']

/** Holds all lanes, durably: events go on being accepted, and wait. Let go again, each goes on where it was. */
export function createPanic({ holds, scheduler, plugins, actions, publish, audit, clock, log }: Parts): PanicDesk & { tell(): void } {
  let last: { readonly since: string; readonly until: string } | undefined

  function state(): PanicState {
    const panic = holds.panic()
    const heldEvents = scheduler.status().reduce((sum, { depth, spilled, retrying }) => sum + depth + spilled + retrying, 0)
    return { on: panic !== undefined, ...panic, heldEvents: panic ? heldEvents : 0 }
  }

  function tell() {
    const panic = holds.panic()
    publish('panic', JSON.stringify(panic ? { on: true, since: panic.since } : { on: false, ...last }))
  }

  function follow(before: Panic | undefined) {
    last = before && { since: before.since, until: new Date(clock.wallTime()).toISOString() }
    // Told first: what is let go then reaches pages that know since when it waited.
    tell()
    for (const { id } of plugins.status()) scheduler.hold(id, holds.isHeld(id))
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
      follow(before)
      await kept
      audit({ what: isOn ? 'panic.pressed' : 'panic.released', by })
    }
    if (isOn) cutOff()
    return state()
  }

  return { state, tell, press: (by) => become(true, by), release: (by) => become(false, by) }
}
