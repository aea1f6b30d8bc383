import { signal } from '@preact/signals'

/** A question before something that cannot be taken back. `typed` must be written by hand when it is given. */
export type Question = { readonly title: string; readonly text: string; readonly yes: string; readonly typed?: string }

export type Confirm = ReturnType<typeof createConfirm>

/** Asks one question at a time; a new one answers the one before with no. */
export function createConfirm() {
  const open = signal<(Question & { readonly answer: (isSure: boolean) => void }) | undefined>(undefined)
  return {
    open,
    ask(question: Question): Promise<boolean> {
      open.value?.answer(false)
      return new Promise((resolve) => {
        open.value = {
          ...question,
          answer(isSure) {
            open.value = undefined
            resolve(isSure)
          },
        }
      })
    },
  }
}
