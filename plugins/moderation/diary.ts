import type { KeyValue } from '#sdk'
import type { Entry } from './entries.ts'

/** Entries a page; the longest page stays below the 64 KiB of a value. */
const PAGE = 20
const PAGES = 25

type Page = { readonly number: number; readonly entries: readonly Entry[] }

/** The log of moderation: the newest 500 entries, kept in a ring of pages. What is added is written with `save`, so that a flood writes once. */
export function createDiary() {
  let pages: Page[] = []
  let last = 0
  const unwritten = new Set<number>()
  let writing: Promise<void> | undefined

  function put(page: Page) {
    pages = [...pages.filter(({ number }) => number !== page.number), page].sort((a, b) => a.number - b.number).slice(-PAGES)
    unwritten.add(page.number)
  }

  async function write(kv: KeyValue) {
    for (const number of unwritten) {
      unwritten.delete(number)
      const page = pages.find((each) => each.number === number)
      if (page) await kv.set(`log:${String(number % PAGES).padStart(2, '0')}`, page)
    }
  }

  const all = () => pages.flatMap(({ entries }) => entries)

  return {
    async open(kv: KeyValue): Promise<void> {
      const kept = await Promise.all((await kv.list('log:')).map((key) => kv.get(key)))
      // Written by this file alone.
      pages = (kept.filter(Boolean) as Page[]).sort((a, b) => a.number - b.number)
      last = Number(all().at(-1)?.id.slice(1) ?? 0)
    },
    /** Adds it under an id of its own; what a viewer says again and again is one entry. */
    add(entry: Omit<Entry, 'id'>): Entry {
      const page = pages.at(-1)
      const newest = page?.entries.at(-1)
      const isSame = newest !== undefined && isMore(newest, entry)
      const added: Entry = isSame ? { ...newest, ...entry, times: (newest.times ?? 1) + 1 } : { id: `m${++last}`, ...entry }
      const before = isSame ? (page?.entries.slice(0, -1) ?? []) : (page?.entries ?? [])
      if (page && before.length < PAGE) put({ ...page, entries: [...before, added] })
      else put({ number: (page?.number ?? -1) + 1, entries: [added] })
      return added
    },
    undo(id: string): void {
      const page = pages.find(({ entries }) => entries.some((entry) => entry.id === id))
      if (page) put({ ...page, entries: page.entries.map((entry) => (entry.id === id ? { ...entry, undone: true } : entry)) })
    },
    /** Writes what is not written yet; one write at a time. */
    save(kv: KeyValue): Promise<void> {
      writing ??= write(kv).finally(() => {
        writing = undefined
      })
      return writing
    },
    find: (id: string) => all().find((entry) => entry.id === id),
    /** The newest first. */
    list: (limit: number): readonly Entry[] => all().toReversed().slice(0, limit),
    /** The number of the newest entry. */
    last: () => last,
  }
}

function isMore(before: Entry, { what, why, chat }: Omit<Entry, 'id'>): boolean {
  return (
    what === 'hidden' &&
    before.what === what &&
    before.why === why &&
    before.chat !== undefined &&
    before.chat.user.userId === chat?.user.userId &&
    before.chat.text === chat.text
  )
}
