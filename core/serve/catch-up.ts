import type { Outbox } from './outbox.ts'
import { hears } from './reader.ts'
import type { Retained, RetainedTopics } from './retained.ts'
import type { Unacked, Unshown } from './unacked.ts'
import type { Wording } from './wording.ts'

/** Under which the host publishes; no plugin has this name. */
const HOST = 'host'

/**
 * Sends one reader what plugins retain of its topics, as fast as it reads; what is published meanwhile takes the place of what was kept. What the host itself
 * retains comes behind that, since the panic button has the last word. A page of a plugin then gets what that published and no page acknowledged.
 */
export function createCatchUp({
  outbox,
  retained,
  unacked,
  worded,
}: {
  readonly outbox: Pick<Outbox, 'push' | 'hasRoom'>
  readonly retained: Pick<RetainedTopics, 'list' | 'get'>
  /** For who can acknowledge. */
  readonly unacked?: Pick<Unacked, 'list' | 'isOpen'>
  /** In the form that the reader takes. */
  readonly worded: (wording: Wording) => Buffer
}) {
  let waiting: Retained[] = []
  let unshown: Unshown[] = []

  function goOn(): void {
    while (waiting.length > 0 && outbox.hasRoom()) {
      const next = waiting.shift()
      const now = next && retained.get(next.plugin, next.topic)
      if (now) outbox.push(worded(now.wording))
    }
    while (unshown.length > 0 && outbox.hasRoom()) {
      const next = unshown.shift()
      if (next && unacked?.isOpen(next)) outbox.push(worded(next.wording))
    }
  }

  return {
    /** `own`: the plugin whose page this is. */
    start(topics: ReadonlySet<string>, own?: string): void {
      const isHeard = ({ plugin, topic }: Pick<Retained, 'plugin' | 'topic'>) => hears(topics, plugin, topic)
      const heard = retained.list().filter(isHeard)
      waiting = [...heard.filter(({ plugin }) => plugin !== HOST), ...heard.filter(({ plugin }) => plugin === HOST)]
      unshown = own === undefined ? [] : (unacked?.list(own).filter(isHeard) ?? [])
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
