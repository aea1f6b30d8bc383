import { saysNo } from '#sdk/says-no'
import type { Persona } from './personas/persona.ts'
import type { Access } from './services/service.ts'
import { isService, SERVICES, type ServiceName } from './services/services.ts'

/** Which models are asked, and how they are reached. */
export type WhoIsAsked = {
  /** Why nothing is asked of a model, in one sentence; undefined when all is well. */
  readonly problem: string | undefined
  /** Not even templates answer. */
  readonly isOff: boolean
  /** In the order they are asked. */
  readonly services: readonly ServiceName[]
  /** All that could be, for personas that name one. */
  readonly ready: readonly ServiceName[]
  readonly access: Readonly<Record<ServiceName, Access>>
  readonly models: Readonly<Record<ServiceName, string>>
}

/** The variables of the environment that count, by name. */
export type Variable = 'AI_ENABLED' | 'FEATURE_AI_CHAT_RESPONSES' | 'OPENAI_API_KEY' | 'ANTHROPIC_API_KEY' | 'GOOGLE_AI_API_KEY'
export type ReadVariable = (name: Variable) => string | undefined

/** What settings.schema.json describes of it. */
export type AskingSettings = {
  readonly enabled: 'environment' | 'on' | 'off'
  readonly service: ServiceName | 'automatic' | 'none'
  readonly model: string
  readonly fallback: ServiceName | 'none'
  readonly fallbackModel: string
  readonly openaiUrl: string
  readonly anthropicUrl: string
  readonly geminiUrl: string
  readonly localUrl: string
  readonly openaiKey?: string
  readonly anthropicKey?: string
  readonly geminiKey?: string
  readonly localKey?: string
  readonly anthropicAuth: Access['anthropic']['auth']
  readonly anthropicVersion: string
}

type Reach = Pick<WhoIsAsked, 'access'>

const HOMES = {
  openai: { url: 'openaiUrl', key: 'openaiKey', variable: 'OPENAI_API_KEY', home: 'https://api.openai.com/v1' },
  anthropic: { url: 'anthropicUrl', key: 'anthropicKey', variable: 'ANTHROPIC_API_KEY', home: 'https://api.anthropic.com' },
  gemini: { url: 'geminiUrl', key: 'geminiKey', variable: 'GOOGLE_AI_API_KEY', home: 'https://generativelanguage.googleapis.com' },
  compatible: { url: 'localUrl', key: 'localKey', variable: undefined, home: 'http://localhost:11434' },
  ollama: { url: 'localUrl', key: 'localKey', variable: undefined, home: 'http://localhost:11434' },
} as const satisfies Record<ServiceName, { url: string; key: string; variable: Variable | undefined; home: string }>

/** Reads it of the settings and the environment; settings win. */
export function whoIsAsked(from: AskingSettings, variable: ReadVariable, personas: readonly Pick<Persona, 'service'>[]): WhoIsAsked {
  const access = mapServices((name) => accessOf(name, from, variable))
  return { ...chosen(from, variable, { access, personas }), access, models: modelsOf(from) }
}

type Choice = Omit<WhoIsAsked, 'access' | 'models'>

function chosen(
  from: AskingSettings,
  variable: ReadVariable,
  { access, personas }: Reach & { readonly personas: readonly Pick<Persona, 'service'>[] },
): Choice {
  const says = (name: Variable) => from.enabled !== 'on' && saysNo(variable(name))
  const nobody = { services: [], ready: [] }
  if (from.enabled === 'off' || says('FEATURE_AI_CHAT_RESPONSES')) return { ...nobody, isOff: true, problem: OFF }
  if (says('AI_ENABLED')) return { ...nobody, isOff: false, problem: NO_MODELS }
  const ready = Object.keys(SERVICES)
    .filter(isService)
    .filter((name) => isReady(name, access))
  const services = servicesOf(from, variable).filter((name) => ready.includes(name))
  const isAnybody = services.length > 0 || personas.some(({ service }) => isService(service) && ready.includes(service))
  return { isOff: false, services, ready, problem: isAnybody ? undefined : problemOf(from, access) }
}

const OFF = 'AI chat answers nobody: it is switched off in its settings, or by FEATURE_AI_CHAT_RESPONSES'
const NO_MODELS = 'AI chat asks no model because AI_ENABLED is off; only templates answer'
const NOBODY =
  'AI chat asks no model yet: choose a service and enter its key in its settings, or choose Ollama; until then only templates answer'

function problemOf(from: AskingSettings, access: Reach['access']): string {
  if (!isService(from.service)) return NOBODY
  const what = access[from.service].url === '' ? 'an address that begins with https' : 'a key without spaces'
  return `AI chat cannot ask ${SERVICES[from.service].title}: it needs ${what} in its settings; until then only templates answer`
}

/** A key of the environment may be there for others, so that it alone says nothing. */
function servicesOf(from: AskingSettings, variable: ReadVariable): readonly ServiceName[] {
  const usesKeys = from.enabled === 'on' || isYes(variable('AI_ENABLED'))
  const found = (['openai', 'anthropic', 'gemini'] as const).filter(
    (name) => from[HOMES[name].key] || (usesKeys && variable(HOMES[name].variable)),
  )
  const first = isService(from.service) ? from.service : from.service === 'none' ? undefined : found[0]
  if (first === undefined) return []
  return isService(from.fallback) && from.fallback !== first ? [first, from.fallback] : [first]
}

function isReady(name: ServiceName, access: Reach['access']): boolean {
  const { url, key } = access[name]
  return url !== '' && (SERVICES[name].isLocal || key !== '')
}

/** A key with a control character or a space in it would be another header: it is none. */
function accessOf(name: ServiceName, from: AskingSettings, variable: ReadVariable): Access {
  const { url, key, variable: of, home } = HOMES[name]
  const found = (from[key] || (of === undefined ? '' : (variable(of) ?? ''))).trim()
  return {
    url: addressOf(from[url].trim() || home, SERVICES[name].isLocal),
    key: /^[\x21-\x7e]{1,500}$/.test(found) ? found : '',
    anthropic: { auth: from.anthropicAuth, version: from.anthropicVersion },
  }
}

/** A key goes over https only, but for a server of the operator's own. */
function addressOf(text: string, isLocal: boolean): string {
  if (!URL.canParse(text)) return ''
  const { protocol, hostname } = new URL(text)
  const isPlain = protocol === 'http:' && (isLocal || ['localhost', '127.0.0.1', '[::1]'].includes(hostname))
  return protocol === 'https:' || isPlain ? text.replace(/\/+$/, '') : ''
}

function modelsOf(from: AskingSettings): WhoIsAsked['models'] {
  const own = from.model.trim()
  return mapServices((name) =>
    own && name === from.service ? own : (name === from.fallback && from.fallbackModel.trim()) || SERVICES[name].model,
  )
}

function mapServices<T>(make: (name: ServiceName) => T): Readonly<Record<ServiceName, T>> {
  // One for each name of the table.
  return Object.fromEntries(Object.keys(SERVICES).map((name) => [name, make(name as ServiceName)])) as Record<ServiceName, T>
}

const isYes = (text: string | undefined) => /^(true|1|yes|on)$/i.test(text?.trim() ?? '')
