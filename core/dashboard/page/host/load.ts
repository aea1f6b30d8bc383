import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { isUnanswered, sentenceOf } from './refusal.ts'

/** Who got no answer asks again after so long. */
const AGAIN_MS = 2000

/** Something asked of the host: what it answered last, why it did not the last time, and how to ask again. */
export type Loaded<T> = { readonly value: T | undefined; readonly problem: string | undefined; reload(): Promise<void> }

/**
 * Asks when the part is first shown, when one of `again` changes, and every `everyMs` when that is said; and again while nobody answers. An answer that
 * comes late, behind one to a newer question, is dropped. The last good answer stays while a later one fails.
 */
export function useLoad<T>(
  ask: () => Promise<T>,
  { everyMs, again = [] }: { readonly everyMs?: number; readonly again?: readonly unknown[] } = {},
): Loaded<T> {
  const value = useSignal<T | undefined>(undefined)
  const problem = useSignal<string | undefined>(undefined)
  const asked = useSignal(0)

  useEffect(() => {
    let isGone = false
    let timer = 0
    value.value = undefined
    const turn = async () => {
      const isAnswered = await askOnce({ ask, value, problem, asked })
      const nextMs = isAnswered ? everyMs : (everyMs ?? AGAIN_MS)
      if (!isGone && nextMs) timer = setTimeout(turn, nextMs)
    }
    void turn()
    return () => {
      isGone = true
      asked.value++
      clearTimeout(timer)
    }
  }, again)

  return { value: value.value, problem: problem.value, reload: () => askOnce({ ask, value, problem, asked }).then(() => {}) }
}

type Question<T> = {
  readonly ask: () => Promise<T>
  readonly value: Signal<T | undefined>
  readonly problem: Signal<string | undefined>
  readonly asked: Signal<number>
}

/** False when there was no answer at all. */
async function askOnce<T>({ ask, value, problem, asked }: Question<T>): Promise<boolean> {
  const number = asked.peek() + 1
  asked.value = number
  try {
    const answer = await ask()
    if (asked.peek() === number) {
      value.value = answer
      problem.value = undefined
    }
    return true
  } catch (error) {
    if (asked.peek() === number) problem.value = sentenceOf(error)
    return !isUnanswered(error)
  }
}
