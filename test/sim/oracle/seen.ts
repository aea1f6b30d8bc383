import type { LaneConfig, LaneRule, Marks } from '../../../core/schedule/schedule.ts'
import type { UnifiedEvent } from '../../../schemas/types.ts'
import type { Disk } from '../disk.ts'

/** What was seen of one plugin, from outside. */
export type Seen = {
  config: LaneConfig
  /** Nothing before was promised to it: it was not installed yet. */
  promisedFrom: number
  /** Rules by the number of the first event they are for. */
  chapters: { readonly from: number; readonly config: LaneConfig }[]
  /** What the scheduler keeps of it in this life of the core. */
  marks: Marks | undefined
}

/** Keeps the first promise that was broken. */
export type Expect = (isKept: boolean, promise: string) => void

/** The plugins that the world has, and what is for them. */
export type Plugins = ReturnType<typeof createPlugins>

/** No plugin is installed at first. */
export function createPlugins(disk: Disk) {
  const plugins = new Map<string, Seen>()
  const of = (plugin: string): Seen => {
    const seen = plugins.get(plugin)
    if (!seen) throw new TypeError(`${plugin} is not known`)
    return seen
  }
  const chapterOf = (seen: Seen, seqNo: number) => seen.chapters.findLast(({ from }) => seqNo >= from) ?? { from: 0, config: seen.config }
  return {
    of,
    all: () => plugins.entries(),
    chapterOf,
    eventOf: (seqNo: number) => disk.log[seqNo - 1]?.event,
    ruleOf(seen: Seen, seqNo: number): LaneRule | undefined {
      const event = disk.log[seqNo - 1]?.event
      return event && ruleFor(chapterOf(seen, seqNo).config, event)
    },
    installed(config: LaneConfig) {
      plugins.set(config.plugin, { config, promisedFrom: disk.head() + 1, chapters: [{ from: 0, config }], marks: undefined })
    },
    changed(config: LaneConfig) {
      const seen = of(config.plugin)
      seen.config = config
      seen.chapters.push({ from: (seen.marks?.considered() ?? 0) + 1, config })
    },
    /** What is taken up again is judged by the newest rules. */
    reopened(plugin: string) {
      const seen = of(plugin)
      seen.chapters = [{ from: 0, config: seen.config }]
    },
    /** Memory is gone. */
    restarted() {
      for (const [plugin, seen] of plugins) {
        if (!disk.progress(plugin)) seen.promisedFrom = disk.head() + 1
        seen.chapters = [{ from: 0, config: seen.config }]
        seen.marks = undefined
      }
    },
  }
}

/** What the lane does with the event; undefined when it is not for it. */
export function ruleFor({ plugin, rules, replays }: LaneConfig, event: UnifiedEvent): LaneRule | undefined {
  if (event.source === 'history') return undefined
  const { replay } = event
  const isForIt = !replay || (replay.to ? replay.to.includes(plugin) : replays === true)
  return isForIt ? rules[event.eventType] : undefined
}
