import type { Clock } from '../../base/clock.ts'

/** Calls back when nothing was reported for the time. One timer, however many reports. */
export function createWatchdog({ clock, idleMs, onIdle }: { clock: Clock; idleMs: number; onIdle: () => void }) {
  let last = clock.now()
  let cancel = clock.after(idleMs, check)

  function check() {
    const left = last + idleMs - clock.now()
    if (left > 0) cancel = clock.after(left, check)
    else onIdle()
  }

  return {
    /** Something came. */
    touch: () => {
      last = clock.now()
    },
    stop: () => cancel(),
  }
}
