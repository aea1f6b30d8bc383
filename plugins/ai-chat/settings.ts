import type { Limits } from './live/budget.ts'
import type { Price } from './live/prices.ts'
import { type Persona, readPersonas } from './personas/persona.ts'
import type { Access } from './services/service.ts'
import { isService, SERVICES, type ServiceName } from './services/services.ts'

/** The operator's settings, complete and within reason. */
export type Settings = {
  /** Why nothing is asked of a model, in one sentence; undefined when all is well. */
  readonly problem: string | undefined
  /** Not even templates answer. */
  readonly isOff: boolean
  /** In the order they are asked. */
  readonly services: readonly ServiceName[]
  readonly access: Readonly<Record<ServiceName, Access>>
  readonly models: Readonly<Record<ServiceName, string>>
  readonly personas: readonly Persona[]
  readonly who: 'everyone' | 'followers' | 'subscribers' | 'moderators'
  readonly maxTokens: number
  readonly temperature: number
  readonly isStream: boolean
  readonly limits: { readonly firstTokenMs: number; readonly totalMs: number }
  readonly maxChars: number
  readonly memory: number
  readonly coolDown: { readonly viewerMs: number; readonly perMinute: number }
  readonly queue: { readonly atOnce: number; readonly waiting: number }
  readonly maxAgeMs: number
  readonly budget: Limits
  readonly prices: readonly (Price & { readonly model: string })[]
  readonly blocked: readonly string[]
  readonly speaks: boolean
  readonly page: { readonly language: 'en' | 'es'; readonly shownMs: number }
}

/** The variables of the environment that count, by name. */
export type Variable = 'AI_ENABLED' | 'FEATURE_AI_CHAT_RESPONSES' | 'OPENAI_API_KEY' | 'ANTHROPIC_API_KEY' | 'GOOGLE_AI_API_KEY'
type Read = (name: Variable) => string | undefined
type From = Readonly<Record<string, unknown>>

const HOMES = {
  openai: { url: 'openaiUrl', key: 'openaiKey', variable: 'OPENAI_API_KEY', home: 'https://api.openai.com/v1' },
  anthropic: { url: 'anthropicUrl', key: 'anthropicKey', variable: 'ANTHROPIC_API_KEY', home: 'https://api.anthropic.com' },
  gemini: { url: 'geminiUrl', key: 'geminiKey', variable: 'GOOGLE_AI_API_KEY', home: 'https://generativelanguage.googleapis.com' },
  compatible: { url: 'localUrl', key: 'localKey', variable: undefined, home: 'http://localhost:11434' },
  ollama: { url: 'localUrl', key: 'localKey', variable: undefined, home: 'http://localhost:11434' },
} as const satisfies Record<ServiceName, { url: string; key: string; variable: Variable | undefined; home: string }>

/** Reads what the operator wrote, over the environment; a field that cannot be used has its default. */
export function readSettings(from: From, variable: Read): Settings {
  const access = mapServices((name) => accessOf(name, from, variable))
  const firstTokenMs = within(from.firstTokenMs, 500, 60_000, 8_000)
  return {
    ...whoIsAsked(from, variable, access),
    access,
    models: modelsOf(from),
    personas: readPersonas(from.personas),
    who: oneOf(from.who, ['everyone', 'followers', 'subscribers', 'moderators']),
    maxTokens: Math.round(within(from.maxTokens, 16, 4_000, 150)),
    temperature: within(from.temperature, 0, 2, 0.7),
    isStream: from.stream !== false,
    limits: { firstTokenMs, totalMs: Math.max(firstTokenMs, within(from.totalMs, 1_000, 60_000, 20_000)) },
    maxChars: Math.round(within(from.maxChars, 40, 1_000, 280)),
    memory: Math.round(within(from.memory, 0, 20, 6)),
    coolDown: {
      viewerMs: within(from.viewerCoolDownSeconds, 0, 3_600, 30) * 1000,
      perMinute: Math.round(within(from.answersPerMinute, 1, 60, 10)),
    },
    queue: { atOnce: Math.round(within(from.atOnce, 1, 4, 2)), waiting: Math.round(within(from.waiting, 0, 20, 5)) },
    maxAgeMs: within(from.maxAgeSeconds, 5, 600, 30) * 1000,
    budget: { tokens: within(from.tokensPerLive, 0, 100_000_000, 200_000), dollars: within(from.dollarsPerLive, 0, 1_000, 1) },
    prices: pricesOf(from.prices),
    blocked: Array.isArray(from.blocked) ? from.blocked.filter((one): one is string => typeof one === 'string').slice(0, 200) : [],
    speaks: from.speaks === true,
    page: { language: oneOf(from.language, ['en', 'es']), shownMs: within(from.shownSeconds, 3, 120, 12) * 1000 },
  }
}

function whoIsAsked(from: From, variable: Read, access: Settings['access']): Pick<Settings, 'problem' | 'isOff' | 'services'> {
  const says = (name: Variable) => from.enabled !== 'on' && isNo(variable(name))
  if (from.enabled === 'off' || says('FEATURE_AI_CHAT_RESPONSES')) return { isOff: true, services: [], problem: OFF }
  if (says('AI_ENABLED')) return { isOff: false, services: [], problem: NO_MODELS }
  const services = servicesOf(from, variable).filter((name) => isReady(name, access))
  return { isOff: false, services, problem: services.length === 0 ? problemOf(from, access) : undefined }
}

const OFF = 'AI chat answers nobody: it is switched off in its settings, or by FEATURE_AI_CHAT_RESPONSES'
const NO_MODELS = 'AI chat asks no model because AI_ENABLED is off; only templates answer'
const NOBODY =
  'AI chat asks no model yet: choose a service and enter its key in its settings, or choose Ollama; until then only templates answer'

function problemOf(from: From, access: Settings['access']): string {
  if (!isService(from.service)) return NOBODY
  const what = access[from.service].url === '' ? 'an address that begins with http' : 'a key without spaces'
  return `AI chat cannot ask ${SERVICES[from.service].title}: it needs ${what} in its settings; until then only templates answer`
}

/** A key of the environment may be there for others, so that it alone says nothing. */
function servicesOf(from: From, variable: Read): readonly ServiceName[] {
  const usesKeys = isYes(variable('AI_ENABLED'))
  const found = (['openai', 'anthropic', 'gemini'] as const).filter(
    (name) => from[HOMES[name].key] || (usesKeys && variable(HOMES[name].variable)),
  )
  const first = isService(from.service) ? from.service : from.service === 'none' ? undefined : found[0]
  if (first === undefined) return []
  return isService(from.fallback) && from.fallback !== first ? [first, from.fallback] : [first]
}

function isReady(name: ServiceName, access: Settings['access']): boolean {
  const { url, key } = access[name]
  return url !== '' && (SERVICES[name].isLocal || key !== '')
}

/** A key with a control character or a space in it would be another header: it is none. */
function accessOf(name: ServiceName, from: From, variable: Read): Access {
  const { url, key, variable: of, home } = HOMES[name]
  const found = (textOf(from[key]) || (of === undefined ? '' : (variable(of) ?? ''))).trim()
  return {
    url: addressOf(textOf(from[url]).trim() || home),
    key: /^[\x21-\x7e]{1,500}$/.test(found) ? found : '',
    anthropic: {
      auth: from.anthropicAuth === 'x-api-key' ? 'x-api-key' : 'bearer',
      version: textOf(from.anthropicVersion) || '2026-10-21',
    },
  }
}

function addressOf(text: string): string {
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? text.replace(/\/+$/, '') : ''
}

function modelsOf(from: From): Settings['models'] {
  const own = textOf(from.model).trim()
  return mapServices((name) =>
    own && name === from.service ? own : (name === from.fallback && textOf(from.fallbackModel).trim()) || SERVICES[name].model,
  )
}

function pricesOf(from: unknown): Settings['prices'] {
  return (Array.isArray(from) ? from : []).slice(0, 100).flatMap((one) => {
    const { model, input, output } = Object(one) as Record<string, unknown>
    return typeof model === 'string'
      ? [{ model: model.trim(), input: within(input, 0, 10_000, 15), output: within(output, 0, 10_000, 75) }]
      : []
  })
}

function mapServices<T>(make: (name: ServiceName) => T): Readonly<Record<ServiceName, T>> {
  // One for each name of the table.
  return Object.fromEntries(Object.keys(SERVICES).map((name) => [name, make(name as ServiceName)])) as Record<ServiceName, T>
}

const isNo = (text: string | undefined) => /^(false|0|no|off)$/i.test(text?.trim() ?? '')
const isYes = (text: string | undefined) => /^(true|1|yes|on)$/i.test(text?.trim() ?? '')
const textOf = (value: unknown) => (typeof value === 'string' ? value : '')

function within(value: unknown, min: number, max: number, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : otherwise
}

function oneOf<T extends string>(value: unknown, choices: readonly [T, ...T[]]): T {
  return choices.find((choice) => choice === value) ?? choices[0]
}
