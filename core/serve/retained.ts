import { type Wording, wordingOf } from './wording.ts'

/** The last of a topic that its plugin retains; `data` is JSON of one line. */
export type Retained = { readonly plugin: string; readonly topic: string; readonly data: string; readonly wording: Wording }

/** Of one plugin. A message is not longer than the sandbox lets one be, 256 KiB. */
const LIMITS = { topics: 64, chars: 4 * 1024 * 1024 }

export type RetainedTopics = ReturnType<typeof createRetained>

/** What plugins want to be known to whoever comes later. When a plugin retains too much, what it has not published for longest is forgotten. */
export function createRetained(limits = LIMITS) {
  const plugins = new Map<string, Map<string, Retained>>()

  function isTooMuch(kept: ReadonlyMap<string, Retained>): boolean {
    let chars = 0
    for (const { data } of kept.values()) chars += data.length
    return kept.size > limits.topics || chars > limits.chars
  }

  return {
    /** `data` null forgets the topic. */
    keep(plugin: string, topic: string, data: string): void {
      const kept = plugins.get(plugin) ?? new Map<string, Retained>()
      plugins.set(plugin, kept)
      kept.delete(topic)
      if (data.trim() !== 'null') kept.set(topic, { plugin, topic, data, wording: retainedWording(plugin, topic, data) })
      for (const oldest of kept.keys()) {
        if (!isTooMuch(kept)) return
        kept.delete(oldest)
      }
    },
    get: (plugin: string, topic: string) => plugins.get(plugin)?.get(topic),
    list: (): readonly Retained[] => [...plugins.values()].flatMap((kept) => [...kept.values()]),
    forget: (plugin: string) => void plugins.delete(plugin),
  }
}

function retainedWording(plugin: string, topic: string, data: string): Wording {
  const [who, what] = [JSON.stringify(plugin), JSON.stringify(topic)]
  return wordingOf('publish', () => `{"type":"publish","plugin":${who},"topic":${what},"data":${data},"retained":true}`)
}
