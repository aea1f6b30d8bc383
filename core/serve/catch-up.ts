import type { Outbox } from './outbox.ts'
import { hears } from './reader.ts'
import type { Retained, RetainedTopics } from './retained.ts'
import type { Wording } from './wording.ts'

/** Sends one reader what plugins retain of its topics, as fast as it reads; what is published meanwhile takes the place of what was kept. */
export function createCatchUp({
  outbox,
  retained,
  worded,
}: {
  readonly outbox: Pick<Outbox, 'push' | 'hasRoom'>
  readonly retained: Pick<RetainedTopics, 'list' | 'get'>
  /** In the form that the reader takes. */
  readonly worded: (wording: Wording) => Buffer
}) {
  let waiting: Retained[] = []

  function goOn(): void {
    while (waiting.length > 0 && outbox.hasRoom()) {
      const next = waiting.shift()
      const now = next && retained.get(next.plugin, next.topic)
      if (now) outbox.push(worded(now.wording))
    }
  }

  return {
    start(topics: ReadonlySet<string>): void {
      waiting = retained.list().filter(({ plugin, topic }) => hears(topics, plugin, topic))
      goOn()
    },
    /** There is room again. */
    goOn,
    /** Something newer goes out. */
    passed(plugin: string, topic: string): void {
      if (waiting.length > 0) waiting = waiting.filter((kept) => kept.plugin !== plugin || kept.topic !== topic)
    },
  }
}
