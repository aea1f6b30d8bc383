import type { Credits } from './credits.ts'
import type { Leaderboard } from './leaderboard.ts'
import type { Language } from './settings.ts'
import { TEXTS } from './texts.ts'

/** Who blocks a word waits so long for it on a board. */
const KEPT_MS = 60_000
const KNOWN_MAX = 5000
const AT_ONCE = 50

type Parts = { readonly hidesName: (name: string) => Promise<boolean>; readonly language: Language; readonly now?: () => number }

/** What pages are sent, without the names that moderation would hide in the chat. Each is asked about once a minute. */
export function createFitNames({ hidesName, language, now = Date.now }: Parts) {
  const known = new Map<string, { readonly isHidden: boolean; readonly until: number }>()
  const isKnown = (name: string) => (known.get(name)?.until ?? 0) > now()
  const isHidden = (name: string) => known.get(name)?.isHidden === true

  async function ask(name: string) {
    const hidden = await hidesName(name)
    known.delete(name)
    known.set(name, { isHidden: hidden, until: now() + KEPT_MS })
    const [oldest] = known.keys()
    if (known.size > KNOWN_MAX && oldest !== undefined) known.delete(oldest)
  }

  async function look(names: readonly string[]) {
    const unknown = [...new Set(names)].filter((name) => !isKnown(name))
    for (let at = 0; at < unknown.length; at += AT_ONCE) await Promise.all(unknown.slice(at, at + AT_ONCE).map(ask))
  }

  return {
    /** Whoever it is keeps the place, as somebody. */
    async leaderboard({ boards }: Leaderboard): Promise<Leaderboard> {
      await look(boards.flatMap(({ rows }) => rows.map(({ name }) => name)))
      const fit = (name: string) => (isHidden(name) ? TEXTS[language].somebody : name)
      return { boards: boards.map((board) => ({ ...board, rows: board.rows.map((row) => ({ ...row, name: fit(row.name) })) })) }
    },
    /** Whoever it is, is one of those who are told by their number. */
    async credits(credits: Credits): Promise<Credits> {
      await look(credits.sections.flatMap(({ names }) => names))
      const sections = credits.sections.map((section) => {
        const names = section.names.filter((name) => !isHidden(name))
        return { ...section, names, more: section.more + section.names.length - names.length }
      })
      return { ...credits, sections }
    },
  }
}
