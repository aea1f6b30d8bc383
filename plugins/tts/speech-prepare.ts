import type { Chain } from './chain.ts'
import { type Composed, fixedParts } from './compose/fixed.ts'
import type { Messages } from './compose/messages.ts'
import { SpeechError } from './speech-error.ts'
import type { createPieces } from './speech-pieces.ts'
import type { SpeechSettings } from './speech-settings.ts'
import { clean } from './text/clean.ts'

export type PrepareParts = {
  readonly chain: Chain
  readonly pieces: Awaited<ReturnType<typeof createPieces>>
  readonly messages: (language: string) => Promise<Messages>
  readonly settings: SpeechSettings
}

/** Of a service that is paid for, so many characters at a start: those of the messages that are delivered are some 700. */
const MAX_PAID_CHARACTERS = 3000

/** Makes the parts of messages ready that are the same each time, one after the other, so that a live one waits for at most one. Answers how many were made. */
export async function prepareParts({ chain, pieces, messages, settings }: PrepareParts, signal: AbortSignal): Promise<number> {
  const { language, speed, namesEmoji, longestCharacters, composesFromParts } = settings
  if (!composesFromParts) return 0
  const parts = fixedParts(await messages(language)).flatMap(({ category, text }): readonly Composed[] => {
    const cleaned = clean(text, { language, max: longestCharacters, namesEmoji })
    return cleaned === '' ? [] : [{ category, text: cleaned }]
  })
  let made = 0
  let paid = 0
  for (const { category, text } of parts) {
    if (signal.aborted || paid + text.length > MAX_PAID_CHARACTERS) break
    const piece = { kind: 'part', text } as const
    const manner = { language, speed, category, voice: undefined }
    const one = await chain
      .first(
        undefined,
        async (speaker) => ({ ...(await pieces(piece, { speaker, manner, signal })), isFree: speaker.provider.limits.isFree }),
        signal,
      )
      .catch(notNow)
    if (!one) break
    if (!one.isKept) made += 1
    if (!one.isKept && !one.isFree) paid += text.length
  }
  return made
}

/** Nobody speaks yet, or the plugin ends: what is not ready is made when it is needed. */
function notNow(error: unknown): undefined {
  const isEnding = error instanceof Error && error.name === 'AbortError'
  if (!(error instanceof SpeechError) && !isEnding) throw error
}
