import type { Limits } from './live/budget.ts'
import type { Price } from './live/prices.ts'
import { type Persona, type PersonaSettings, readPersonas } from './personas/persona.ts'
import { type AskingSettings, type ReadVariable, type WhoIsAsked, whoIsAsked } from './who-is-asked.ts'

/** The operator's settings, complete. */
export type Settings = WhoIsAsked & {
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

/** What settings.schema.json describes. */
type Chosen = AskingSettings &
  Pick<Settings, 'who' | 'maxTokens' | 'temperature' | 'maxChars' | 'memory' | 'prices' | 'blocked' | 'speaks'> & {
    readonly personas: readonly PersonaSettings[]
    readonly stream: boolean
    readonly firstTokenMs: number
    readonly totalMs: number
    readonly viewerCoolDownSeconds: number
    readonly answersPerMinute: number
    readonly atOnce: number
    readonly waiting: number
    readonly maxAgeSeconds: number
    readonly tokensPerLive: number
    readonly dollarsPerLive: number
    readonly language: 'en' | 'es'
    readonly shownSeconds: number
  }

/** The operator's settings, which the host has checked with settings.schema.json and filled in, over the environment. */
export function readSettings(settings: Readonly<Record<string, unknown>>, variable: ReadVariable): Settings {
  const chosen = settings as Chosen
  const { who, maxTokens, temperature, maxChars, memory, blocked, speaks, firstTokenMs } = chosen
  const personas = readPersonas(chosen.personas)
  return {
    ...whoIsAsked(chosen, variable, personas),
    ...{ personas, who, maxTokens, temperature, maxChars, memory, blocked, speaks },
    isStream: chosen.stream,
    limits: { firstTokenMs, totalMs: Math.max(firstTokenMs, chosen.totalMs) },
    coolDown: { viewerMs: chosen.viewerCoolDownSeconds * 1000, perMinute: chosen.answersPerMinute },
    queue: { atOnce: chosen.atOnce, waiting: chosen.waiting },
    maxAgeMs: chosen.maxAgeSeconds * 1000,
    budget: { tokens: chosen.tokensPerLive, dollars: chosen.dollarsPerLive },
    prices: chosen.prices.map((price) => ({ ...price, model: price.model.trim() })),
    page: { language: chosen.language, shownMs: chosen.shownSeconds * 1000 },
  }
}
