import type { ReadonlySignal } from '@preact/signals'
import type { LettersReplayed } from '../../../../schemas/types.ts'
import { count } from '../kit/numbers.ts'
import type { Toasts } from '../shell/toasts.ts'
import type { Language } from '../words/language.ts'
import type { en } from './words.ts'

type Parts = { readonly toasts: Toasts; readonly words: typeof en; readonly language: ReadonlySignal<Language> }

/** Says what came of letters that were to be tried again, and why some stay. */
export function tellReplayed({ replayed, kept }: LettersReplayed, { toasts, words, language }: Parts): void {
  if (replayed > 0) toasts.good(words.retried(count(replayed, language.value)))
  for (const [why, letters] of Object.entries(kept)) toasts.bad(words.kept(count(letters, language.value), why))
}
