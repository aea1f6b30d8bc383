import type { OverlaySettings, Thanks } from './settings.ts'
import type { Person } from './tally.ts'
import { TEXTS } from './texts.ts'

/** Names of one section at most; the rest are told by their number. */
const MAX_NAMES = 150

/** What the page of the end credits is sent to roll them, once. */
export type Credits = {
  readonly title: string
  readonly sections: readonly {
    readonly thanks: Thanks
    readonly title: string
    readonly names: readonly string[]
    /** How many more there are. */
    readonly more: number
  }[]
  /** How long a line takes over the whole height of the page. */
  readonly secondsPerScreen: number
}

/** The thanks of a live: a section for each thing that somebody did, with those who gave most first. */
export function creditsOf(people: Iterable<Person>, settings: OverlaySettings): Credits {
  const texts = TEXTS[settings.language]
  const all = [...people].sort((a, b) => worth(b) - worth(a))
  const sections = settings.creditsSections.flatMap((thanks) => {
    const names = all.flatMap((person) => (person.thanks.has(thanks) ? [person.name] : []))
    const section = { thanks, title: texts.thanks[thanks], names: names.slice(0, MAX_NAMES), more: Math.max(0, names.length - MAX_NAMES) }
    return names.length > 0 ? [section] : []
  })
  return { title: settings.creditsTitle || texts.creditsTitle, sections, secondsPerScreen: settings.creditsSecondsPerScreen }
}

/** Only to say who comes first, within one section. */
function worth({ cents, coins, likes }: Person): number {
  return Math.max(0, ...Object.values(cents)) * 1e6 + coins * 10 + likes / 1e3
}
