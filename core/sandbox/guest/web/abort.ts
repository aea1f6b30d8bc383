import { brand } from './brand.ts'
import type { DomExceptions } from './dom-exception.ts'
import type { Events } from './event.ts'
import type { EventTargets } from './event-target.ts'
import { provide } from './provide.ts'
import type { Timers } from './timers.ts'

export type Aborts = ReturnType<typeof createAbort>
export type WebAbortSignal = InstanceType<Aborts['AbortSignal']>

type State = {
  aborted: boolean
  reason: unknown
  readonly tasks: Set<() => void>
  /** The signals that this one was made of by AbortSignal.any; none of them was. */
  readonly sources: Set<WebAbortSignal>
  readonly dependents: Set<WebAbortSignal>
}
type Parts = DomExceptions & Events & Pick<EventTargets, 'EventTarget' | 'tell' | 'handler'> & { readonly later: Timers['later'] }

/** AbortController and AbortSignal; https://dom.spec.whatwg.org/#aborting-ongoing-activities. */
export function createAbort({ DOMException, Event, EventTarget, tell, handler, later }: Parts) {
  const secret = {}
  let peek = (_: unknown): State | undefined => undefined

  class AbortSignal extends EventTarget {
    readonly #state: State = { aborted: false, reason: undefined, tasks: new Set(), sources: new Set(), dependents: new Set() }
    readonly #onabort = handler(this, 'abort')
    static {
      peek = (value) => (typeof value === 'object' && value !== null && #state in value ? value.#state : undefined)
    }

    constructor(key?: unknown) {
      if (key !== secret) throw new TypeError('Illegal constructor')
      super()
    }
    static abort(...reason: unknown[]) {
      const signal = make()
      stateOf(signal).aborted = true
      stateOf(signal).reason = reason[0] === undefined ? aborted() : reason[0]
      return signal
    }
    static timeout(delay: unknown) {
      const delayMs = Number(delay)
      if (!(delayMs >= 0 && delayMs <= Number.MAX_SAFE_INTEGER)) throw new TypeError('A time limit is a number of milliseconds')
      const signal = make()
      const late = () => abort(signal, new DOMException('The operation was aborted due to timeout', 'TimeoutError'))
      later(Math.min(Math.floor(delayMs), 0x7fffffff), late)
      return signal
    }
    static any(signals: Iterable<unknown>) {
      const given = [...signals]
      if (!given.every(peek)) throw new TypeError('AbortSignal.any takes AbortSignals')
      // Each of them passed the check above.
      return follow(given as AbortSignal[])
    }
    get aborted() {
      return this.#state.aborted
    }
    get reason() {
      return this.#state.reason
    }
    throwIfAborted() {
      if (this.#state.aborted) throw this.#state.reason
    }
    get onabort() {
      return this.#onabort.get()
    }
    set onabort(value: unknown) {
      this.#onabort.set(value)
    }
  }

  class AbortController {
    readonly #signal = make()
    get signal() {
      return this.#signal
    }
    abort(...reason: unknown[]) {
      abort(this.#signal, reason[0] === undefined ? aborted() : reason[0])
    }
  }

  function make(): AbortSignal {
    return new AbortSignal(secret)
  }

  function aborted() {
    return new DOMException('This operation was aborted', 'AbortError')
  }

  function stateOf(signal: unknown): State {
    const state = peek(signal)
    if (!state) throw new TypeError('Not an AbortSignal')
    return state
  }

  /** A signal that aborts with the first of these. */
  function follow(signals: readonly AbortSignal[]): AbortSignal {
    const result = make()
    const state = stateOf(result)
    const over = signals.find((signal) => stateOf(signal).aborted)
    if (over) {
      state.aborted = true
      state.reason = stateOf(over).reason
      return result
    }
    for (const signal of signals) {
      const { sources } = stateOf(signal)
      for (const source of sources.size > 0 ? sources : [signal]) {
        state.sources.add(source)
        stateOf(source).dependents.add(result)
      }
    }
    return result
  }

  function abort(signal: AbortSignal, reason: unknown) {
    const state = stateOf(signal)
    if (state.aborted) return
    // All are marked before anybody hears of it.
    const reached = [signal, ...[...state.dependents].filter((one) => !stateOf(one).aborted)]
    for (const one of reached) mark(one, reason)
    for (const one of reached) announce(one)
  }

  function mark(signal: AbortSignal, reason: unknown) {
    const state = stateOf(signal)
    state.aborted = true
    state.reason = reason
    for (const source of state.sources) stateOf(source).dependents.delete(signal)
    state.sources.clear()
    state.dependents.clear()
  }

  function announce(signal: AbortSignal) {
    const { tasks } = stateOf(signal)
    const waiting = [...tasks]
    tasks.clear()
    for (const task of waiting) task()
    tell(signal, new Event('abort'))
  }

  /** Runs it when the signal aborts; answers what calls that off, or undefined when it is no AbortSignal. */
  function onAbort(signal: unknown, run: () => void): (() => void) | undefined {
    const state = peek(signal)
    if (!state) return undefined
    if (!state.aborted) state.tasks.add(run)
    return () => void state.tasks.delete(run)
  }

  provide('AbortController', AbortController)
  const isSignal = (value: unknown): value is AbortSignal => peek(value) !== undefined
  return { ...brand({ AbortController, AbortSignal }), isSignal, onAbort, follow }
}
