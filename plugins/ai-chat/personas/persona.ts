import type { ServiceName } from '../services/services.ts'
import { readTrigger, type Trigger } from './trigger.ts'

/** Somebody who answers. */
export type Persona = {
  readonly name: string
  readonly triggers: readonly Trigger[]
  /** Whoever says its name is answered, too. */
  readonly answersToName: boolean
  /** `{{answer}}` and so on; see template.ts. */
  readonly templates: readonly string[]
  /** Who it is, for the model. */
  readonly prompt: string
  /** `none`: its templates alone answer; `any`: whichever the plugin is set to. */
  readonly service: ServiceName | 'any' | 'none'
  /** Empty: the service's usual one. */
  readonly model: string
  /** Such as `es`; empty: the language of the question. */
  readonly language: string
  /** For speech; empty: the usual one. */
  readonly voice: string
}

/** A persona as settings.schema.json describes it. */
export type PersonaSettings = Omit<Persona, 'triggers' | 'templates'> & {
  readonly triggers?: readonly string[]
  readonly templates?: readonly string[]
}

/** The personas of the settings, made ready; those whose name is blank are left out. */
export function readPersonas(personas: readonly PersonaSettings[]): readonly Persona[] {
  return personas.map(readPersona).filter(({ name }) => name !== '')
}

function readPersona({ triggers = [], templates = [], ...persona }: PersonaSettings): Persona {
  return {
    ...persona,
    name: persona.name.trim(),
    triggers: triggers.flatMap((text) => readTrigger(text) ?? []),
    templates: templates.filter((text) => text.trim() !== ''),
    model: persona.model.trim(),
    voice: persona.voice.trim(),
  }
}
