import { HostError } from '../base/errors.ts'

/** How deep actions may call each other. */
const MAX_HOPS = 8
/** Calls of one plugin's actions that are under way. */
const MAX_UNDER_WAY = 100

/** Bounds the calls that are under way, and how deep they are nested: a plugin that is called while it calls counts one deeper than all that called it. */
export function createActionTraffic() {
  const underWay = new Map<string, Set<{ readonly hops: number }>>()

  return {
    /** Answers what ends it. Throws ACTION_FAILED when it is one too many. */
    enter(plugin: string, caller: string | undefined, id: string): () => void {
      const above = caller === undefined ? [] : [...(underWay.get(caller) ?? [])]
      const call = { hops: 1 + Math.max(0, ...above.map(({ hops }) => hops)) }
      if (call.hops > MAX_HOPS) throw new HostError('ACTION_FAILED', `${id} is not called: actions called each other ${MAX_HOPS} deep`)
      const calls = underWay.get(plugin) ?? new Set()
      if (calls.size >= MAX_UNDER_WAY)
        throw new HostError('ACTION_FAILED', `${id} is not called: ${plugin} is busy with ${MAX_UNDER_WAY} actions`)
      underWay.set(plugin, calls.add(call))
      return () => {
        calls.delete(call)
        if (calls.size === 0) underWay.delete(plugin)
      }
    },
  }
}
