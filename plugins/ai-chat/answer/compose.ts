import type { createMemory } from '../live/memory.ts'
import type { Choice } from '../personas/choose.ts'
import type { Persona } from '../personas/persona.ts'
import { fillTemplate, needsAnswer } from '../personas/template.ts'
import type { createAsking, Said } from '../services/asking.ts'
import { servicesOf } from '../services/asking.ts'
import type { Settings } from '../settings.ts'
import { nameInAnswer, questionInAnswer } from './blanks.ts'
import { cleanAnswer } from './clean.ts'
import type { Moderate } from './moderate.ts'
import { systemOf, turnsOf } from './prompt.ts'

/** Who asked what, and in which live. */
export type Asked = {
  /** Of the chat. */
  readonly eventId: string
  /** Missing for programs. */
  readonly userId?: string
  readonly viewer: string
  readonly sessionId: string
}

/** What is said, or why nothing is. */
export type Composed =
  | { readonly text: string; readonly answer: string; readonly model?: Exclude<Said, { readonly silent: string }> }
  | { readonly silent: 'nobody' | 'budget' | 'failed' | 'refused' | 'stopped' | 'empty' | 'moderated' }

/** `begun` is called once a model is really asked. */
type Wish = { readonly signal: AbortSignal; readonly begun: () => void }

type Parts = {
  readonly settings: Pick<Settings, 'services' | 'ready' | 'maxChars' | 'page'>
  readonly ask: ReturnType<typeof createAsking>
  readonly memory: Pick<ReturnType<typeof createMemory>, 'recall'>
  readonly moderate: Moderate
  /** From 0 to 1. */
  readonly random: () => number
}

/** Makes the answer of a persona: a model's within a template, or a template alone. Nothing leaves here that was not cleaned and moderated. */
export function createCompose({ settings, ask, memory, moderate, random }: Parts) {
  const { maxChars, page } = settings
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]

  async function fit(persona: Persona, template: string, asked: Asked, { question, answer }: { question: string; answer: string }) {
    const blanks = {
      viewer: nameInAnswer(asked.viewer, page.language),
      question: questionInAnswer(question),
      answer,
      persona: persona.name,
    }
    const text = fillTemplate(template, blanks).trim()
    return text !== '' && (await moderate(text, asked.viewer)) ? text : undefined
  }

  async function byModel({ persona, question }: Choice, asked: Asked, { signal, begun }: Wish): Promise<Composed> {
    const turns = turnsOf(memory.recall(asked.sessionId, persona.name), { viewer: asked.viewer, says: question })
    const system = systemOf({ persona, maxChars })
    const said = await ask({ live: asked.sessionId, persona, system, turns, begun }, signal)
    if ('silent' in said) return said
    const answer = cleanAnswer(said.text, { persona: persona.name, maxChars, isCut: said.isCut })
    if (answer === '') return { silent: 'empty' }
    const text = await fit(persona, pick(persona.templates.filter(needsAnswer)) ?? '{{answer}}', asked, { question, answer })
    return text === undefined ? { silent: 'moderated' } : { text, answer, model: said }
  }

  async function byTemplate({ persona, question }: Choice, asked: Asked): Promise<Composed> {
    const template = pick(persona.templates.filter((one) => !needsAnswer(one)))
    if (template === undefined) return { silent: 'nobody' }
    const text = await fit(persona, template, asked, { question, answer: '' })
    return text === undefined ? { silent: 'moderated' } : { text, answer: text }
  }

  return (choice: Choice, asked: Asked, wish: Wish): Promise<Composed> =>
    servicesOf(choice.persona, settings).length > 0 ? byModel(choice, asked, wish) : byTemplate(choice, asked)
}
