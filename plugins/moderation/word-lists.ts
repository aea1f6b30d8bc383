import type { KeyValue } from '#sdk'
import type { Words } from './judge.ts'

const KEY = 'words'
const MAX = 300

/** Words that moderators block and allow while the live runs, beside those of the settings. When a list is full, its oldest goes. */
export function createWordLists() {
  let words: Words = { block: [], allow: [] }

  return {
    async open(kv: KeyValue): Promise<void> {
      // Written by this file alone.
      words = ((await kv.get(KEY)) as Words | undefined) ?? words
    },
    read: () => words,
    async add(kv: KeyValue, list: keyof Words, word: string): Promise<void> {
      words = { ...words, [list]: [...words[list].filter((each) => each !== word), word].slice(-MAX) }
      await kv.set(KEY, words)
    },
    async remove(kv: KeyValue, list: keyof Words, word: string): Promise<void> {
      words = { ...words, [list]: words[list].filter((each) => each !== word) }
      await kv.set(KEY, words)
    },
  }
}
