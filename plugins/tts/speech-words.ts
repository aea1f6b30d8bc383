import { compose, type Piece } from './compose/compose.ts'
import type { Messages } from './compose/messages.ts'
import { SpeechError } from './speech-error.ts'
import { type Cleaning, clean } from './text/clean.ts'
import type { Moderation } from './text/moderated.ts'
import type { Utterance } from './utterance.ts'

export type WordsParts = {
  readonly messages: (language: string) => Promise<Messages>
  readonly moderation: Moderation
  readonly random: () => number
  readonly namesEmoji: boolean
  readonly longestCharacters: number
  /** False: a message is one phrase. */
  readonly composesFromParts: boolean
}

/** What an utterance says, in clean pieces. Rejects with a SpeechError when nothing is left to be said, or moderation hides it. */
export function createWords({ messages, moderation, random, namesEmoji, longestCharacters, composesFromParts }: WordsParts) {
  async function piecesOf(utterance: Utterance, language: string): Promise<readonly Piece[]> {
    if ('text' in utterance) return [{ kind: 'phrase', text: utterance.text }]
    const { message } = utterance
    const isHiddenName = message.name !== undefined && (await moderation.isHidden(message.name))
    const named = isHiddenName ? { ...message, name: undefined } : message
    const pieces = compose(named, { messages: await messages(language), language, random })
    if (!pieces) throw new SpeechError('empty', `Nothing is said of ${message.category}: messages.json does not have it`)
    return pieces
  }

  async function demandFit(utterance: Utterance) {
    const theirs = 'text' in utterance ? utterance.text : utterance.message.text
    if (theirs !== undefined && (await moderation.isHidden(theirs))) throw new SpeechError('hidden', 'Moderation hides this text')
  }

  return async (utterance: Utterance, language: string): Promise<readonly Piece[]> => {
    await demandFit(utterance)
    const cleaning: Cleaning = { language, max: longestCharacters, namesEmoji }
    const pieces = (await piecesOf(utterance, language)).map((piece) => ({ ...piece, text: clean(piece.text, cleaning) }))
    const audible = pieces.filter(({ text }) => text !== '')
    if (audible.length === 0) throw new SpeechError('empty', 'Nothing is left of the text that could be spoken')
    return composesFromParts ? audible : [{ kind: 'phrase', text: audible.map(({ text }) => text).join(' ') }]
  }
}
