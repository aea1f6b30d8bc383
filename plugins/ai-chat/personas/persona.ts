import { isService, type ServiceName } from '../services/services.ts'
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

const MAX_PERSONAS = 20
const MAX_ITEMS = 20

/** Reads the personas of the settings; those without a name are left out. */
export function readPersonas(from: unknown): readonly Persona[] {
  return (Array.isArray(from) ? from : []).slice(0, MAX_PERSONAS).flatMap((one) => readPersona(Object(one)))
}

function readPersona(from: Readonly<Record<string, unknown>>): readonly Persona[] {
  const name = textOf(from.name).trim()
  if (name === '') return []
  const service = from.service === 'none' || isService(from.service) ? from.service : 'any'
  return [
    {
      name,
      triggers: textsOf(from.triggers).flatMap((text) => readTrigger(text) ?? []),
      answersToName: from.answersToName === true,
      templates: textsOf(from.templates),
      prompt: textOf(from.prompt),
      service,
      model: textOf(from.model).trim(),
      language: textOf(from.language).trim(),
      voice: textOf(from.voice).trim(),
    },
  ]
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')
const textsOf = (value: unknown) =>
  (Array.isArray(value) ? value : []).filter((one): one is string => typeof one === 'string' && one.trim() !== '').slice(0, MAX_ITEMS)
