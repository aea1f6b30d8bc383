import { brand } from './brand.ts'
import { members } from './members.ts'
import { need } from './need.ts'

export type Events = ReturnType<typeof createEvent>
export type WebEvent = InstanceType<Events['Event']>

/** What a dispatch knows of an event. */
export type Flags = {
  stopped: boolean
  stoppedNow: boolean
  canceled: boolean
  passive: boolean
  dispatching: boolean
  trusted: boolean
}

export const PHASES = { NONE: 0, CAPTURING_PHASE: 1, AT_TARGET: 2, BUBBLING_PHASE: 3 }

/** The Event class, and what only a dispatch may do with an event: read its flags, and aim it at a target. */
export function createEvent({ elapsed }: { readonly elapsed: () => number }) {
  let flagsOf = (_: Event): Flags => raise()
  let aim = (_: Event, _target: object | null, _phase: number): void => raise()

  class Event {
    readonly #type: string
    readonly #init: { readonly bubbles: boolean; readonly cancelable: boolean; readonly composed: boolean }
    readonly #timeStamp = elapsed()
    readonly #flags: Flags = {
      stopped: false,
      stoppedNow: false,
      canceled: false,
      passive: false,
      dispatching: false,
      trusted: false,
    }
    #target: object | null = null
    #phase = PHASES.NONE
    static {
      flagsOf = (event) => event.#flags
      aim = (event, target, phase) => {
        event.#target = target ?? event.#target
        event.#phase = phase
      }
    }

    constructor(...given: [type: unknown, init?: unknown]) {
      need(given, 1)
      const init = members(given[1])
      this.#type = String(given[0])
      this.#init = { bubbles: Boolean(init.bubbles), cancelable: Boolean(init.cancelable), composed: Boolean(init.composed) }
    }

    get type() {
      return this.#type
    }
    get target() {
      return this.#target
    }
    get srcElement() {
      return this.#target
    }
    get currentTarget() {
      return this.#phase === PHASES.NONE ? null : this.#target
    }
    get eventPhase() {
      return this.#phase
    }
    get bubbles() {
      return this.#init.bubbles
    }
    get cancelable() {
      return this.#init.cancelable
    }
    get composed() {
      return this.#init.composed
    }
    get defaultPrevented() {
      return this.#flags.canceled
    }
    get returnValue() {
      return !this.#flags.canceled
    }
    set returnValue(value: unknown) {
      if (!value) this.preventDefault()
    }
    get cancelBubble() {
      return this.#flags.stopped
    }
    set cancelBubble(value: unknown) {
      if (value) this.#flags.stopped = true
    }
    get isTrusted() {
      return this.#flags.trusted
    }
    get timeStamp() {
      return this.#timeStamp
    }
    composedPath() {
      return this.#phase === PHASES.NONE ? [] : [this.#target]
    }
    preventDefault() {
      if (this.#init.cancelable && !this.#flags.passive) this.#flags.canceled = true
    }
    stopPropagation() {
      this.#flags.stopped = true
    }
    stopImmediatePropagation() {
      this.#flags.stopped = true
      this.#flags.stoppedNow = true
    }
  }
  for (const [name, value] of Object.entries(PHASES)) {
    Object.defineProperty(Event, name, { value, enumerable: true })
    Object.defineProperty(Event.prototype, name, { value, enumerable: true })
  }

  return { ...brand({ Event }), flagsOf, aim }
}

function raise(): never {
  throw new TypeError('The class is not ready')
}
