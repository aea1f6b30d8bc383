import type { Syscalls } from '../syscalls.ts'
import { brand } from './brand.ts'
import type { DomExceptions } from './dom-exception.ts'
import { members } from './members.ts'
import { need } from './need.ts'

/** Entries that are kept; the oldest goes when there are more. */
const MAX_ENTRIES = 1_000

type Parts = Pick<DomExceptions, 'DOMException'> & { readonly syscalls: Pick<Syscalls, 'now' | 'elapsed'> }

/** performance: the time since the plugin's thread began, marks and measures. */
export function createPerformance({ DOMException, syscalls }: Parts) {
  const timeOrigin = syscalls.now() - syscalls.elapsed()
  let entries: readonly PerformanceEntry[] = []

  class PerformanceEntry {
    readonly #facts: { readonly name: string; readonly startTime: number; readonly duration: number; readonly detail: unknown }
    constructor(name: string, startTime: number, duration: number, detail: unknown) {
      this.#facts = { name, startTime, duration, detail }
    }
    get name() {
      return this.#facts.name
    }
    get entryType() {
      return 'mark'
    }
    get startTime() {
      return this.#facts.startTime
    }
    get duration() {
      return this.#facts.duration
    }
    get detail() {
      return this.#facts.detail
    }
    toJSON() {
      const { name, startTime, duration, detail } = this.#facts
      return { name, entryType: this.entryType, startTime, duration, detail }
    }
  }
  class PerformanceMark extends PerformanceEntry {}
  class PerformanceMeasure extends PerformanceEntry {
    override get entryType() {
      return 'measure'
    }
  }

  class Performance {
    get timeOrigin() {
      return timeOrigin
    }
    now() {
      return syscalls.elapsed()
    }
    mark(...given: [name: unknown, options?: unknown]) {
      need(given, 1)
      const { startTime, detail = null } = members(given[1])
      return keep(new PerformanceMark(`${given[0] as string}`, startTime === undefined ? syscalls.elapsed() : Number(startTime), 0, detail))
    }
    measure(...given: [name: unknown, from?: unknown, to?: unknown]) {
      need(given, 1)
      const [name, from, to] = given
      const options = typeof from === 'object' && from !== null ? members(from) : { start: from, end: to }
      const start = options.start === undefined ? 0 : timeOf(options.start)
      const end = options.end === undefined ? syscalls.elapsed() : timeOf(options.end)
      return keep(new PerformanceMeasure(`${name as string}`, start, end - start, options.detail ?? null))
    }
    getEntries() {
      return [...entries].sort((a, b) => a.startTime - b.startTime)
    }
    getEntriesByName(name: unknown, type?: unknown) {
      return this.getEntries().filter((entry) => entry.name === name && (type === undefined || entry.entryType === type))
    }
    getEntriesByType(type: unknown) {
      return this.getEntries().filter((entry) => entry.entryType === type)
    }
    clearMarks(name?: unknown) {
      clear('mark', name)
    }
    clearMeasures(name?: unknown) {
      clear('measure', name)
    }
    toJSON() {
      return { timeOrigin }
    }
  }

  function keep<T extends PerformanceEntry>(entry: T): T {
    entries = [...entries.slice(1 - MAX_ENTRIES), entry]
    return entry
  }

  function clear(type: string, name: unknown) {
    entries = entries.filter((entry) => entry.entryType !== type || (name !== undefined && entry.name !== name))
  }

  function timeOf(mark: unknown): number {
    if (typeof mark === 'number') return mark
    const known = entries.findLast((entry) => entry.name === mark && entry.entryType === 'mark')
    if (!known) throw new DOMException(`There is no mark named ${String(mark)}`, 'SyntaxError')
    return known.startTime
  }

  const classes = brand({ Performance, PerformanceEntry, PerformanceMark, PerformanceMeasure })
  return { ...classes, performance: new Performance() }
}
