import type { When } from '#sdk/rules'
import { HASHES, type Hash } from './wire/password.ts'

/** An effect, and when it is wanted. */
export type EffectRule = When & {
  readonly code: string
  readonly seconds?: number
  readonly quantity?: number
  /** As many as there were gifts. */
  readonly perGift?: boolean
  /** JSON, as the game's own documentation has it. */
  readonly parameters?: string
}

export type CrowdControlSettings = {
  readonly way: 'server' | 'client'
  readonly port: number
  /** Of the game, for the way that goes to it. */
  readonly address: { readonly hostname: string; readonly port: number }
  readonly password: string
  readonly hash: Hash
  readonly answerMs: number
  readonly rules: readonly EffectRule[]
  readonly dryRun: boolean
}

/** The operator's settings, which settings.schema.json has checked; each has a default in the manifest. */
export function readSettings(settings: Readonly<Record<string, unknown>>): CrowdControlSettings {
  const { way, port, address, password, hash, answerSeconds, rules, dryRun } = settings
  return {
    way: way === 'client' ? 'client' : 'server',
    port: Number(port),
    address: readAddress(String(address)),
    password: typeof password === 'string' ? password : '',
    hash: HASHES.find((one) => one === hash) ?? 'none',
    answerMs: Number(answerSeconds) * 1000,
    // The schema says what a rule is.
    rules: rules as readonly EffectRule[],
    dryRun: dryRun === true,
  }
}

/** `host:port`, with brackets around an address of IPv6. */
function readAddress(address: string) {
  const at = address.lastIndexOf(':')
  return { hostname: address.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(address.slice(at + 1)) }
}
