import { DEEDS, OCCASIONS, type Rule } from './rules/rule.ts'

/** The operator's settings, complete. */
export type ObsSettings = {
  readonly url: string
  readonly password: string | undefined
  readonly rules: readonly Rule[]
  readonly mediaInput: string
  readonly allowStreaming: boolean
  readonly onReplays: boolean
  readonly dryRun: boolean
}

/** Reads what the operator chose, which the host has checked with settings.schema.json. `password` is the environment's. */
export function readSettings(from: Readonly<Record<string, unknown>>, password: string | undefined): ObsSettings {
  return {
    url: textOf(from.url) || 'ws://127.0.0.1:4455',
    password: textOf(from.password) || password || undefined,
    rules: Array.isArray(from.rules) ? from.rules.flatMap(ruleOf) : [],
    mediaInput: textOf(from.mediaInput) || 'Showrunner media',
    allowStreaming: from.allowStreaming === true,
    onReplays: from.onReplays === true,
    dryRun: from.dryRun === true,
  }
}

/** A rule with everything in it; none when it says not on what, or not what. */
function ruleOf(from: unknown): readonly Rule[] {
  const rule = Object(from)
  const event = OCCASIONS.find((one) => one === rule.event)
  const deed = DEEDS.find((one) => one === rule.do)
  const what = textOf(rule.what).trim()
  if (!event || !deed || !what) return []
  return [
    {
      event,
      do: deed,
      what,
      on: textOf(rule.on).trim(),
      name: textOf(rule.name).trim(),
      of: textOf(rule.of).trim(),
      text: textOf(rule.text),
      minCoins: numberOf(rule.minCoins),
      minCents: numberOf(rule.minCents),
      forSeconds: numberOf(rule.forSeconds),
      coolDownSeconds: numberOf(rule.coolDownSeconds),
      priority: numberOf(rule.priority),
    },
  ]
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')
const numberOf = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : 0)
