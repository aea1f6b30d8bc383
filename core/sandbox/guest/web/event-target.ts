import { brand } from './brand.ts'
import type { DomExceptions } from './dom-exception.ts'
import { type Events, PHASES, type WebEvent } from './event.ts'
import { members } from './members.ts'
import type { Uncaught } from './parts.ts'

export type EventTargets = ReturnType<typeof createEventTarget>

/** Something that tells when it is aborted; see abort.ts. */
export type Abortable = { readonly aborted: boolean }
type Parts = DomExceptions &
  Events & {
    readonly uncaught: Uncaught
    /** Runs it when the signal aborts; undefined when it is no signal. */
    readonly onAbort: (signal: unknown, run: () => void) => (() => void) | undefined
  }
type Listener = {
  readonly callback: object
  readonly capture: boolean
  readonly once: boolean
  readonly passive: boolean
  removed: boolean
}

const MAX_LISTENERS = 10_000

/** Targets of events. They stand alone here: there is no tree that events go up or down. */
export function createEventTarget({ DOMException, Event, flagsOf, aim, uncaught, onAbort }: Parts) {
  let listenersOf = (_: EventTarget): Map<string, Listener[]> => raise()

  class EventTarget {
    readonly #listeners = new Map<string, Listener[]>()
    static {
      listenersOf = (target) => target.#listeners
    }

    addEventListener(type: unknown, callback: unknown, options?: unknown) {
      listen(this, String(type), callback, options)
    }
    removeEventListener(type: unknown, callback: unknown, options?: unknown) {
      const capture = typeof options === 'object' ? Boolean(members(options).capture) : Boolean(options)
      const name = String(type)
      const listener = listenersOf(this)
        .get(name)
        ?.find((one) => one.callback === callback && one.capture === capture)
      if (listener) drop(this, name, listener)
    }
    dispatchEvent(event: unknown): boolean {
      if (!(event instanceof Event)) throw new TypeError('Only an Event can be dispatched')
      if (flagsOf(event).dispatching) throw new DOMException('The event is being dispatched already', 'InvalidStateError')
      flagsOf(event).trusted = false
      return dispatch(this, event)
    }
  }

  function listen(target: EventTarget, type: string, callback: unknown, options?: unknown) {
    const { capture, once, passive, signal } = listenerOptions(options)
    if (callback === null || callback === undefined) return
    if (typeof callback !== 'function' && typeof callback !== 'object') throw new TypeError('A listener is a function or an object')
    if (isAborted(signal)) return
    const all = listenersOf(target)
    const list = all.get(type) ?? []
    if (list.some((one) => one.callback === callback && one.capture === capture)) return
    if (list.length >= MAX_LISTENERS) throw new RangeError(`A target may have ${MAX_LISTENERS} listeners of one type`)
    const listener: Listener = { callback, capture, once, passive, removed: false }
    all.set(type, [...list, listener])
    if (signal !== undefined && !onAbort(signal, () => drop(target, type, listener))) throw new TypeError('The signal is no AbortSignal')
  }

  function drop(target: EventTarget, type: string, listener: Listener) {
    listener.removed = true
    const rest = (listenersOf(target).get(type) ?? []).filter((one) => one !== listener)
    if (rest.length === 0) listenersOf(target).delete(type)
    else listenersOf(target).set(type, rest)
  }

  /** Calls the listeners in order; false when one of them cancelled the event. */
  function dispatch(target: EventTarget, event: WebEvent): boolean {
    const flags = flagsOf(event)
    flags.dispatching = true
    aim(event, target, PHASES.AT_TARGET)
    const list = listenersOf(target).get(event.type) ?? []
    for (const listener of [...list.filter((one) => one.capture), ...list.filter((one) => !one.capture)]) {
      if (flags.stoppedNow) break
      if (!listener.removed) call(target, event, listener)
    }
    aim(event, null, PHASES.NONE)
    flags.dispatching = false
    flags.stopped = false
    flags.stoppedNow = false
    return !flags.canceled
  }

  function call(target: EventTarget, event: WebEvent, listener: Listener) {
    if (listener.once) drop(target, event.type, listener)
    const flags = flagsOf(event)
    flags.passive = listener.passive
    try {
      invoke(listener.callback, target, event)
    } catch (error) {
      uncaught(error)
    }
    flags.passive = false
  }

  /** Dispatches an event of the runtime's own. */
  function tell(target: EventTarget, event: WebEvent): boolean {
    flagsOf(event).trusted = true
    return dispatch(target, event)
  }

  /** The `on…` property of a target: one listener that can be put in, taken out and looked at. */
  function handler(target: EventTarget, type: string) {
    let current: object | null = null
    const listener = (event: WebEvent) => {
      if (typeof current === 'function') Reflect.apply(current, target, [event])
    }
    return {
      get: () => current,
      set(value: unknown) {
        const next = typeof value === 'function' || (typeof value === 'object' && value !== null) ? value : null
        if (next && !current) listen(target, type, listener)
        const known = next
          ? undefined
          : listenersOf(target)
              .get(type)
              ?.find((one) => one.callback === listener)
        if (known) drop(target, type, known)
        current = next
      },
    }
  }

  return { ...brand({ EventTarget }), tell, handler }
}

function invoke(callback: object, target: object, event: object) {
  if (typeof callback === 'function') return void Reflect.apply(callback, target, [event])
  const { handleEvent } = callback as { readonly handleEvent?: unknown }
  if (typeof handleEvent !== 'function') throw new TypeError('The listener has no handleEvent')
  Reflect.apply(handleEvent, callback, [event])
}

function listenerOptions(options: unknown) {
  if (typeof options !== 'object' || options === null) return { capture: Boolean(options), once: false, passive: false, signal: undefined }
  const { capture, once, passive, signal } = members(options)
  return { capture: Boolean(capture), once: Boolean(once), passive: Boolean(passive), signal }
}

function isAborted(signal: unknown): boolean {
  return typeof signal === 'object' && signal !== null && (signal as Abortable).aborted === true
}

function raise(): never {
  throw new TypeError('The classes are not ready')
}
