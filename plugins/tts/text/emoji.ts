import { nameOfEmoji } from './emoji-names.ts'
import type { Tongue } from './words.ts'

const MARK = String.raw`\p{Extended_Pictographic}[\uFE0F\u{1F3FB}-\u{1F3FF}\u{E0020}-\u{E007F}]*`
const RUN = new RegExp(String.raw`(?:${MARK}(?:\u200D${MARK})*|\p{Regional_Indicator}{1,2}|[0-9#*]\uFE0F?\u20E3|\s)+`, 'gu')
const ONE = new RegExp(String.raw`${MARK}(?:\u200D${MARK})*`, 'gu')
/** Names of a run that are said. */
const MAX_NAMES = 3

/** The text with its emoji named, each of a run once and at most three, or without them. */
export function withoutEmoji(text: string, { tongue, isNamed }: { readonly tongue: Tongue; readonly isNamed: boolean }): string {
  return text.replace(RUN, (run) => {
    if (!isNamed) return ' '
    const names = new Set([...run.matchAll(ONE)].flatMap(([emoji]) => nameOfEmoji(emoji, tongue) ?? []))
    return names.size > 0 ? ` ${[...names].slice(0, MAX_NAMES).join(', ')} ` : ' '
  })
}
