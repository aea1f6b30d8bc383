import type { PluginLog } from '#sdk'
import type { createBudget } from '../live/budget.ts'
import { costOf, estimate, priceOf } from '../live/prices.ts'
import type { Persona } from '../personas/persona.ts'
import type { Settings } from '../settings.ts'
import { exchange } from './exchange.ts'
import { ServiceFailure } from './failure.ts'
import type { createRest } from './rest.ts'
import type { Answered, Turn, Usage } from './service.ts'
import { SERVICES, type ServiceName } from './services.ts'

/** A service that asks for so short a patience gets it. */
const PATIENCE_MS = 2_000

export type Question = {
  /** What it is counted for. */
  readonly live: string
  readonly persona: Pick<Persona, 'service' | 'model'>
  readonly system: string
  readonly turns: readonly Turn[]
  /** Called once a model is really asked. */
  readonly begun: () => void
}

/** What a model said, or why nothing came. */
export type Said =
  | { readonly text: string; readonly isCut: boolean; readonly service: ServiceName; readonly model: string; readonly usage: Usage }
  | { readonly silent: 'nobody' | 'budget' | 'failed' | 'refused' | 'stopped' }

type Parts = {
  readonly settings: Pick<
    Settings,
    'services' | 'ready' | 'access' | 'models' | 'maxTokens' | 'temperature' | 'isStream' | 'limits' | 'prices'
  >
  readonly budget: Pick<ReturnType<typeof createBudget>, 'reserve'>
  readonly rest: ReturnType<typeof createRest>
  readonly log: Pick<PluginLog, 'warn'>
}

/** Asks the services in their order, within the budget, and never rejects: whatever goes wrong is silence, and a sentence in the log. */
export function createAsking({ settings, budget, rest, log }: Parts) {
  const lastSaid = new Map<ServiceName, string>()
  /** Models that were found to take no temperature. */
  const cold = new Set<string>()

  function tell(service: ServiceName, { message }: ServiceFailure) {
    if (lastSaid.get(service) !== message) log.warn(`${SERVICES[service].title} ${message}`)
    lastSaid.set(service, message)
  }

  async function once(service: ServiceName, model: string, { system, turns }: Question, signal: AbortSignal): Promise<Answered> {
    const { wire } = SERVICES[service]
    const ask = { model, system, turns, maxTokens: settings.maxTokens, ...(!cold.has(model) && { temperature: settings.temperature }) }
    return exchange({ wire, access: settings.access[service], ask, isStream: settings.isStream, limits: settings.limits, signal })
  }

  /** A second time when that may help at once. */
  async function twice(service: ServiceName, model: string, question: Question, signal: AbortSignal): Promise<Answered> {
    try {
      return await once(service, model, question, signal)
    } catch (error) {
      const { isOfTemperature, kind, retryAfterMs } = failureIn(error)
      const isSoon = kind === 'busy' && retryAfterMs !== undefined && retryAfterMs <= PATIENCE_MS
      if (isOfTemperature && !cold.has(model)) cold.add(model)
      else if (isSoon) await pause(retryAfterMs, signal)
      else throw error
      return once(service, model, question, signal)
    }
  }

  async function askOne(service: ServiceName, question: Question, signal: AbortSignal): Promise<Said> {
    const model = modelOf(service, question.persona, settings)
    const price = priceOf(settings.prices, model, SERVICES[service].isLocal)
    const most = estimate([question.system, ...question.turns.map(({ text }) => text)], settings.maxTokens)
    const amount = (usage: Usage) => ({ tokens: usage.input + usage.output, micros: costOf(usage, price) })
    const settle = await budget.reserve(question.live, amount(most))
    if (!settle) return { silent: 'budget' }
    question.begun()
    try {
      const { text, ended, usage = most } = await twice(service, model, question, signal)
      await settle(amount(usage))
      rest.worked(service)
      lastSaid.delete(service)
      return ended === 'refused' ? { silent: 'refused' } : { text, isCut: ended === 'cut', service, model, usage }
    } catch (error) {
      const failure = failureIn(error)
      await settle(isFree(failure) ? { tokens: 0, micros: 0 } : amount(most))
      rest.failed(service, failure)
      if (failure.kind === 'stopped') return { silent: 'stopped' }
      tell(service, failure)
      return { silent: 'failed' }
    }
  }

  return async (question: Question, signal: AbortSignal): Promise<Said> => {
    let said: Said = { silent: 'nobody' }
    for (const service of servicesOf(question.persona, settings)) {
      if (rest.isResting(service)) continue
      said = await askOne(service, question, signal)
      if (!('silent' in said) || said.silent !== 'failed') return said
    }
    return said
  }
}

/** Who is asked for a persona, in this order; one with a service of its own is answered by that alone. */
export function servicesOf(
  { service }: Pick<Persona, 'service'>,
  { services, ready }: Pick<Settings, 'services' | 'ready'>,
): readonly ServiceName[] {
  if (service === 'any') return services
  return service !== 'none' && ready.includes(service) ? [service] : []
}

function modelOf(service: ServiceName, persona: Question['persona'], { services, models }: Pick<Settings, 'services' | 'models'>): string {
  const isItsOwn = persona.service === service || (persona.service === 'any' && service === services[0])
  return (isItsOwn && persona.model) || models[service]
}

/** What was refused or never arrived costs nothing; of what broke off nobody knows. */
function isFree({ kind }: ServiceFailure): boolean {
  return kind === 'auth' || kind === 'request' || kind === 'busy' || kind === 'unreachable'
}

function failureIn(error: unknown): ServiceFailure {
  return error instanceof ServiceFailure ? error : new ServiceFailure('broken', 'failed in a way that AI chat does not know')
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}
