import type { Clock } from '../../base/clock.ts'

/** Calls back when nothing was reported for the time, that in which it was paused left out. One timer, however many reports. */
export function createWatchdog({ clock, idleMs, onIdle }: { clock: Clock; idleMs: number; onIdle: () => void }) {
  let last = clock.now()
  let cancel = clock.after(idleMs, check)
  let isPaused = false

  const touch = () => {
    last = clock.now()
  }

  function check() {
    if (isPaused) touch()
    const left = last + idleMs - clock.now()
    if (left > 0) cancel = clock.after(left, check)
    else onIdle()
  }

  return {
    /** Something came. */
    touch,
    /** Nothing can come. */
    pause: () => {
      isPaused = true
    },
    resume: () => {
      isPaused = false
      touch()
    },
    stop: () => cancel(),
  }
}
