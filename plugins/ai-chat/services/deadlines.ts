import { ServiceFailure } from './failure.ts'

/** Calls back once, after so many milliseconds; answers what calls it off. */
export type After = (delayMs: number, run: () => void) => () => void

export const realAfter: After = (delayMs, run) => {
  const timer = setTimeout(run, delayMs)
  return () => clearTimeout(timer)
}

type Limits = { readonly firstTokenMs: number; readonly totalMs: number }

/** The two time limits of an answer, and the wish of whoever asked, as one signal. `begun` says that the first of it is there; `end` is to be called. */
export function createDeadlines({ firstTokenMs, totalMs }: Limits, given: AbortSignal, after: After) {
  const controller = new AbortController()
  const late = (what: string) => () => controller.abort(new ServiceFailure('late', what))
  const stop = () => controller.abort(new ServiceFailure('stopped', 'was not waited for'))
  const begun = after(firstTokenMs, late(`said nothing within ${firstTokenMs / 1000} s`))
  const ended = after(totalMs, late(`was not done within ${totalMs / 1000} s`))
  if (given.aborted) stop()
  else given.addEventListener('abort', stop, { once: true })
  return {
    signal: controller.signal,
    begun,
    end() {
      begun()
      ended()
      given.removeEventListener('abort', stop)
    },
  }
}
