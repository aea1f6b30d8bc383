import type { Why } from './words.ts'

/** Words that failures have in them, by what an operator can do about it; the first that fits holds. */
const SIGNS: readonly (readonly [RegExp, Why])[] = [
  [/cleared|emptied/i, 'cleared'],
  [/denied|permission|not granted|NotCapable/i, 'permission'],
  [/timed? ?out|took longer|time limit|within \d/i, 'time'],
  [/crash|died|exit|killed|out of memory|hang|hung/i, 'crash'],
  [/ECONN|ENOTFOUND|EAI_|refused|unreachable|fetch failed|socket|network/i, 'network'],
]

/** What kind of failure this sentence tells of. */
export function whyOf(reason: string): Why {
  return SIGNS.find(([sign]) => sign.test(reason))?.[1] ?? 'plugin'
}
