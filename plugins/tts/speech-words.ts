import { compose, type Piece } from './compose/compose.ts'
import type { Messages } from './compose/messages.ts'
import { SpeechError } from './speech-error.ts'
import { clean } from './text/clean.ts'
import type { Moderation } from './text/moderated.ts'
import { speakableName } from './text/speakable-name.ts'
import type { Message, Utterance } from './utterance.ts'

export type WordsParts = {
  readonly messages: (language: string) => Promise<Messages>
  readonly moderation: Moderation
  readonly random: () => number
  readonly namesEmoji: boolean
  /** False: a message is one phrase. */
  readonly composesFromParts: boolean
}

type Manner = { readonly language: string /** Characters that are spoken. */; readonly max: number }

/** What an utterance says, in clean pieces. Rejects with a SpeechError when nothing is left to be said, or moderation hides it. */
export function createWords({ messages, moderation, random, namesEmoji, composesFromParts }: WordsParts) {
  const cleaned = (text: string, { language, max }: Manner) => clean(text, { language, max, namesEmoji })

  async function demandFit(text: string, manner: Manner) {
    if (await moderation.hidesText(text, cleaned(text, manner))) throw new SpeechError('hidden', 'Moderation hides this text')
  }

  /** A message about somebody whose name may be said, or about somebody. */
  async function fit(message: Message, manner: Manner): Promise<Message> {
    if (message.text !== undefined) await demandFit(message.text, manner)
    const { name } = message
    const isHidden = name !== undefined && (await moderation.hidesName(name, speakableName(name, manner.language)))
    return isHidden ? { ...message, name: undefined } : message
  }

  async function piecesOf(utterance: Utterance, manner: Manner): Promise<readonly Piece[]> {
    if ('text' in utterance) {
      await demandFit(utterance.text, manner)
      return [{ kind: 'phrase', text: utterance.text }]
    }
    const message = await fit(utterance.message, manner)
    const pieces = compose(message, { messages: await messages(manner.language), language: manner.language, random })
    if (!pieces) throw new SpeechError('empty', `Nothing is said of ${message.category}: messages.json does not have it`)
    return pieces
  }

  return async (utterance: Utterance, language: string, max: number): Promise<readonly Piece[]> => {
    const manner = { language, max }
    const pieces = (await piecesOf(utterance, manner)).map((piece) => ({ ...piece, text: cleaned(piece.text, manner) }))
    const audible = pieces.filter(({ text }) => text !== '')
    if (audible.length === 0) throw new SpeechError('empty', 'Nothing is left of the text that could be spoken')
    return composesFromParts ? audible : [{ kind: 'phrase', text: audible.map(({ text }) => text).join(' ') }]
  }
}
