import type { When } from '#sdk/rules'
import type { Look } from './browser/flags.ts'
import type { Move } from './game/moves.ts'

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

/** Where Chromium or Chrome is on Linux, macOS and Windows: those that the manifest asks to run. */
const PROGRAMS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** The operator's settings, which the host has checked with settings.schema.json and filled in. */
export function readSettings(settings: Readonly<Record<string, unknown>>): DinoSettings {
  const { headless, sandbox, width, height, browser, ...others } = settings as Chosen
  return {
    ...others,
    look: { isHeadless: headless, hasSandbox: sandbox, width, height },
    programs: browser.trim() ? [browser.trim()] : PROGRAMS,
  }
}

type Chosen = Omit<DinoSettings, 'look' | 'programs'> & {
  readonly headless: boolean
  readonly sandbox: boolean
  readonly width: number
  readonly height: number
  /** A program; empty for the one that is found. */
  readonly browser: string
}
