import type { Actions } from '#sdk'
import { type Clock, systemClock } from '#sdk/clock'

const CHECK = 'moderation.check'
/** As long as a chat waits for its verdict. */
const LIMIT_MS = 1000
/** What the action takes. */
const LONGEST = { text: 4000, name: 200 }

/**
 * Asks the plugin `moderation` whether it hides a text, or what somebody is called; grant `moderation.check`. Where it is not there, fails or takes longer than
 * a second, all passes, as every chat does then. Never rejects.
 */
export function createModeration({ call }: Pick<Actions, 'call'>, { after }: Pick<Clock, 'after'> = systemClock) {
  async function hides(what: keyof typeof LONGEST, words: string): Promise<boolean> {
    const asked = words.slice(0, LONGEST[what]).trim()
    if (asked === '') return false
    let cancel = () => {}
    const late = new Promise<undefined>((resolve) => {
      cancel = after(LIMIT_MS, () => resolve(undefined))
    })
    const verdict: unknown = await Promise.race([call(CHECK, { [what]: asked }).catch(() => undefined), late])
    cancel()
    return Object(verdict).ok === false
  }

  return {
    hidesText: (text: string) => hides('text', text),
    hidesName: (name: string) => hides('name', name),
  }
}

export type Moderation = ReturnType<typeof createModeration>
