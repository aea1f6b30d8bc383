import type { Limits } from './live/budget.ts'
import type { Price } from './live/prices.ts'
import { type Persona, readPersonas } from './personas/persona.ts'
import { type ReadVariable, type WhoIsAsked, whoIsAsked } from './who-is-asked.ts'

/** The operator's settings, complete and within reason. */
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

/** Reads what the operator wrote, over the environment; a field that cannot be used has its default. */
export function readSettings(from: Readonly<Record<string, unknown>>, variable: ReadVariable): Settings {
  const personas = readPersonas(from.personas)
  const firstTokenMs = within(from.firstTokenMs, 500, 60_000, 8_000)
  return {
    ...whoIsAsked(from, variable, personas),
    personas,
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

function pricesOf(from: unknown): Settings['prices'] {
  return (Array.isArray(from) ? from : []).slice(0, 100).flatMap((one) => {
    const { model, input, output } = Object(one) as Record<string, unknown>
    return typeof model === 'string'
      ? [{ model: model.trim(), input: within(input, 0, 10_000, 15), output: within(output, 0, 10_000, 75) }]
      : []
  })
}

function within(value: unknown, min: number, max: number, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : otherwise
}

function oneOf<T extends string>(value: unknown, choices: readonly [T, ...T[]]): T {
  return choices.find((choice) => choice === value) ?? choices[0]
}
