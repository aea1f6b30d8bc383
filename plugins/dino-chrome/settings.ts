import type { EventType } from '#sdk'
import type { When } from '#sdk/rules'
import type { Look } from './browser/flags.ts'
import { isMove, type Move } from './game/moves.ts'

/** When the dinosaur does what. */
export type Rule = When & { readonly do: Move }

/** The operator's settings, complete. */
export type DinoSettings = {
  readonly rules: readonly Rule[]
  readonly autoRestart: boolean
  readonly duckMs: number
  readonly speedStep: number
  readonly look: Look
  readonly programs: readonly string[]
  readonly dryRun: boolean
}

const EVENTS: readonly EventType[] = ['gift', 'subscribe', 'follow', 'share', 'chat', 'like', 'join']

/** Where Chromium or Chrome is on Linux, macOS and Windows: those that the manifest asks to run. */
const PROGRAMS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** Reads what the operator chose, which the host has checked with settings.schema.json. */
export function readSettings(from: Readonly<Record<string, unknown>>): DinoSettings {
  const browser = textOf(from.browser).trim()
  return {
    rules: Array.isArray(from.rules) ? from.rules.flatMap(ruleOf) : [],
    autoRestart: from.autoRestart !== false,
    duckMs: numberOf(from.duckMs, 600),
    speedStep: numberOf(from.speedStep, 2),
    look: {
      isHeadless: from.headless === true,
      hasSandbox: from.sandbox !== false,
      width: numberOf(from.width, 800),
      height: numberOf(from.height, 400),
    },
    programs: browser ? [browser] : PROGRAMS,
    dryRun: from.dryRun === true,
  }
}

/** A rule as it was meant; none when it says not on what, or not what. */
function ruleOf(from: unknown): readonly Rule[] {
  const rule = Object(from)
  const event = EVENTS.find((one) => one === rule.event)
  if (!event || !isMove(rule.do)) return []
  return [
    {
      ...{ event, do: rule.do },
      ...{ gift: textOf(rule.gift), word: textOf(rule.word) },
      ...{ atLeast: numberOf(rule.atLeast, 0), coolDownSeconds: numberOf(rule.coolDownSeconds, 0) },
    },
  ]
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')
const numberOf = (value: unknown, otherwise: number) => (typeof value === 'number' && Number.isFinite(value) ? value : otherwise)
