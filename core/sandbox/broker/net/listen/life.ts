import type { Clock } from '../../../../base/clock.ts'
import { PowerError } from '../../power.ts'

/** From the request to its answer, and how long the other side may leave a part of the answer lying. */
export const DEADLINE_MS = 30_000

export type Life = ReturnType<typeof createLife>

/**
 * How a request stands: asked, perhaps taken by the plugin, answered, over. Who is gone is over without being answered; what the plugin took
 * is done only when it answered, or is late, so that who comes and goes makes no room for more.
 */
export function createLife(clock: Clock, late: () => void) {
  let isTaken = false
  let isAnswered = false
  let isOver = false
  let tellOver: (isGone: boolean) => void = () => {}
  let tellDone = () => {}

  const over = new Promise<boolean>((resolve) => {
    tellOver = resolve
  })
  const done = new Promise<void>((resolve) => {
    tellDone = resolve
  })
  const cancelDeadline = clock.after(DEADLINE_MS, () => {
    if (!isAnswered) late()
    tellDone()
  })

  function settle() {
    cancelDeadline()
    tellDone()
  }

  return {
    /** When it is over: whether the other side went before it had its answer. */
    over,
    /** When nobody works on it any more. */
    done,
    isOver: () => isOver,
    isAnswered: () => isAnswered,
    take() {
      isTaken = true
    },
    /** It is being answered. Throws Http when it was before. */
    answer() {
      if (isAnswered) throw new PowerError('Http', 'The request was answered before')
      isAnswered = true
      cancelDeadline()
      if (isOver) tellDone()
    },
    finish(isGone: boolean) {
      isOver = true
      tellOver(isGone)
      if (isAnswered || !isTaken) settle()
    },
    settle,
  }
}
