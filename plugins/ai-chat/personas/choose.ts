import type { Persona } from './persona.ts'
import { isNamed } from './trigger.ts'

/** Who is meant, and what was asked. */
export type Choice = { readonly persona: Persona; readonly question: string }

/** Who answers a message: a command before a name before mere words, and of several the first in the list. Undefined when nobody is meant. */
export function choosePersona(personas: readonly Persona[], message: string): Choice | undefined {
  return (
    first(personas, (persona) => asked(persona, 'command', message)) ??
    first(personas, (persona) => (persona.answersToName && isNamed(message, persona.name) ? message.trim() : undefined)) ??
    first(personas, (persona) => asked(persona, 'words', message))
  )
}

function asked({ triggers }: Persona, kind: 'command' | 'words', message: string): string | undefined {
  for (const trigger of triggers) {
    const question = trigger.kind === kind ? trigger.match(message) : undefined
    if (question !== undefined) return question
  }
  return undefined
}

function first(personas: readonly Persona[], questionFor: (persona: Persona) => string | undefined): Choice | undefined {
  for (const persona of personas) {
    const question = questionFor(persona)
    if (question !== undefined) return { persona, question }
  }
  return undefined
}
