import type { Actions } from '#sdk'

/** What can be asked whether something may be spoken. */
export type Moderation = {
  /** What is written, and how it would be heard: either may show what the other hides. */
  hidesText(written: string, heard: string): Promise<boolean>
  hidesName(written: string, heard: string): Promise<boolean>
}

const CHECK = 'moderation.check'
/** What it takes; more of a text is not spoken, and more of a name not looked at. */
const LONGEST = { text: 4000, name: 200 }

/** The plugin of moderation, where it is there and this one may ask it: without, and when it fails, texts pass, as they do everywhere else then. */
export function moderationOf(actions: Pick<Actions, 'call'>, failed: (error: unknown) => void): Moderation {
  async function hides(input: { readonly text: string; readonly name?: string }): Promise<boolean> {
    const verdict = await actions.call(CHECK, input).catch((error: unknown) => failed(error))
    return typeof verdict === 'object' && verdict !== null && 'ok' in verdict && verdict.ok === false
  }

  return {
    async hidesText(written, heard) {
      const texts = new Set([written.slice(0, LONGEST.text).trim(), heard].filter(Boolean))
      return (await Promise.all([...texts].map((text) => hides({ text })))).includes(true)
    },
    async hidesName(written, heard) {
      const name = written.slice(0, LONGEST.name).trim()
      return name !== '' && hides({ text: heard, name })
    },
  }
}
