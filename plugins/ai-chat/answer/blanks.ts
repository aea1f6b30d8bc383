import { cleanAnswer } from './clean.ts'

const SOMEBODY = { en: 'Somebody', es: 'Alguien' } as const
const MAX_NAME = 60
const MAX_QUESTION = 200

/** A viewer's name as it may stand in an answer. */
export function nameInAnswer(viewer: string, language: keyof typeof SOMEBODY): string {
  return cleanAnswer(viewer, { persona: '', maxChars: MAX_NAME, isCut: false }) || SOMEBODY[language]
}

/** A viewer's words as they may stand in an answer. */
export function questionInAnswer(question: string): string {
  return cleanAnswer(question, { persona: '', maxChars: MAX_QUESTION, isCut: false })
}
