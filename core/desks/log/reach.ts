import type { UnifiedEvent } from '../../../schemas/types.ts'
import { readRules } from '../../schedule/rules.ts'
import type { LaneConfig } from '../../schedule/schedule.ts'

/** What a replay is addressed to besides plugins: the sockets of games. */
export const GAMES = '@games'

/** Who gets a repeated event: the lanes that it would be put into. Asks for the lanes once. */
export function createReach(lanes: readonly LaneConfig[], to: readonly string[] | undefined) {
  const asked = lanes
    .filter(({ plugin, replays }) => (to ? to.includes(plugin) : replays === true))
    .map(({ plugin, rules }) => ({ plugin, rules: readRules(rules) }))
  const games = to?.includes(GAMES) ? [GAMES] : []
  return {
    plugins: asked.map(({ plugin }) => plugin),
    /** Names that no lane has. */
    unknown: (to ?? []).filter((name) => name !== GAMES && !asked.some(({ plugin }) => plugin === name)),
    /** Plugins, and `@games`. */
    of(event: UnifiedEvent): readonly string[] {
      const takers = asked.filter(({ rules }) => {
        const rule = rules.get(event.eventType)
        return rule && (rule.matches === undefined || rule.matches(event))
      })
      return [...takers.map(({ plugin }) => plugin), ...games]
    },
  }
}
