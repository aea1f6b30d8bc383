import type { Clock } from '../base/clock.ts'
import { hears } from './reader.ts'
import { type Wording, wordingOf } from './wording.ts'

/** What no page has acknowledged yet. */
export type Unshown = {
  readonly plugin: string
  readonly topic: string
  readonly ack: string
  readonly at: number
  readonly wording: Wording
}

export type Unacked = ReturnType<typeof createUnacked>

type Message = Pick<Unshown, 'plugin' | 'topic' | 'ack'> & {
  /** JSON of one line. */
  readonly data: string
}

/** Of one plugin; and how long a page may be away, and a message be kept. */
const LIMITS = { messages: 128, chars: 1024 * 1024, awayMs: 60_000, keptMs: 600_000 }
/** Pages that went, and may come back. */
const MAX_LEFT = 100

type Parts = { readonly clock: Pick<Clock, 'now'>; readonly limits?: typeof LIMITS; readonly wereCut?: boolean }

/**
 * What plugins published for pages to acknowledge. It is kept while a page listens, or one that did is away for a moment, as when OBS reloads it: who opens a page
 * for the first time is not shown what was before. When a plugin has too much of it, the oldest goes. `wereCut`: the pages of a host that crashed are on their way
 * back.
 */
export function createUnacked({ clock, limits = LIMITS, wereCut = false }: Parts) {
  const plugins = new Map<string, Map<string, Unshown & { readonly chars: number }>>()
  let left: { readonly topics: ReadonlySet<string>; readonly at: number }[] = []

  const cutAt = wereCut ? clock.now() : Number.NEGATIVE_INFINITY

  const keyOf = ({ topic, ack }: Pick<Unshown, 'topic' | 'ack'>) => `${topic} ${ack}`

  function isAwaited({ plugin, topic }: Message): boolean {
    const now = clock.now()
    if (now - cutAt <= limits.awayMs) return true
    left = left.filter(({ at }) => now - at <= limits.awayMs)
    return left.some(({ topics }) => hears(topics, plugin, topic))
  }

  function isTooMuch(kept: ReadonlyMap<string, { readonly chars: number }>): boolean {
    let chars = 0
    for (const each of kept.values()) chars += each.chars
    return kept.size > limits.messages || chars > limits.chars
  }

  return {
    keep(message: Message, isHeard: boolean): void {
      const { plugin, topic, ack, data } = message
      if (!isHeard && !isAwaited(message)) return
      const kept = plugins.get(plugin) ?? new Map<string, Unshown & { readonly chars: number }>()
      plugins.set(plugin, kept)
      kept.delete(keyOf(message))
      kept.set(keyOf(message), { plugin, topic, ack, at: clock.now(), chars: data.length, wording: unshownWording(message) })
      for (const oldest of kept.keys()) {
        if (!isTooMuch(kept)) return
        kept.delete(oldest)
      }
    },
    /** True when any of these was kept. */
    ack(plugin: string, topic: string, acks: readonly string[]): boolean {
      const kept = plugins.get(plugin)
      return acks.filter((ack) => kept?.delete(keyOf({ topic, ack }))).length > 0
    },
    /** Of one plugin, the oldest first. */
    list(plugin: string): readonly Unshown[] {
      const kept = plugins.get(plugin)
      if (!kept) return []
      for (const [key, { at }] of kept) if (clock.now() - at > limits.keptMs) kept.delete(key)
      return [...kept.values()]
    },
    /** Nobody acknowledged it since it was listed. */
    isOpen: (one: Unshown) => plugins.get(one.plugin)?.get(keyOf(one)) === one,
    /** A page with these topics went. */
    left(topics: ReadonlySet<string>): void {
      left = [...left.slice(1 - MAX_LEFT), { topics, at: clock.now() }]
    },
    forget: (plugin: string) => void plugins.delete(plugin),
  }
}

function unshownWording({ plugin, topic, ack, data }: Message): Wording {
  const [who, what, id] = [plugin, topic, ack].map((text) => JSON.stringify(text))
  return wordingOf('publish', () => `{"type":"publish","plugin":${who},"topic":${what},"data":${data},"retained":true,"ack":${id}}`)
}
