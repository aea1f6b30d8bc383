import type { Actions } from '#sdk'

/** What can be asked whether a text may be spoken. */
export type Moderation = { isHidden(text: string): Promise<boolean> }

const CHECK = 'moderation.check'

/** The plugin of moderation, where it is there and this one may ask it: without, and when it fails, texts pass, as they do everywhere else then. */
export function moderationOf(actions: Pick<Actions, 'call'>, failed: (error: unknown) => void): Moderation {
  return {
    async isHidden(text) {
      const verdict = await actions.call(CHECK, { text }).catch((error: unknown) => failed(error))
      return typeof verdict === 'object' && verdict !== null && 'ok' in verdict && verdict.ok === false
    },
  }
}
