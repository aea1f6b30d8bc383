import { readFileSync } from 'node:fs'
import type { Permissions } from '../../../schemas/types.ts'

/** One attack: the body of an async function of a plugin's, and what it runs beside. `not` says what must not happen. */
export type Escape = {
  readonly id: string
  readonly cat: string
  readonly not: string
  readonly code: string
  readonly perms?: Permissions
  /** Must answer CONTROL-OK: what was granted works. */
  readonly control?: boolean
  /** Top level of the module. */
  readonly top?: string
  /** Runs when the plugin starts. */
  readonly setup?: string
  /** The body of a handler that is called before the attack. */
  readonly handler?: string
  /** Runs after the attack, and answers in its place. */
  readonly after?: string
}

type Corpus = { readonly helpers: string; readonly payloads: readonly Escape[] }

// Written by hand, and run whole by the tests.
const corpus = JSON.parse(readFileSync(new URL('escapes.json', import.meta.url), 'utf8')) as Corpus

export const ESCAPES = corpus.payloads

/** What an attack finds by name. */
export type Bounds = { readonly SECRET_PATH: string; readonly MARK: string; readonly PORT: number; readonly ID: string }

/** The attack as an author would hand it in: the text of a plugin.ts. */
export function moduleOf({ top = '', setup = '', handler = '', code, after }: Escape, bounds: Bounds): string {
  const names = Object.entries(bounds).map(([name, value]) => `const ${name} = ${JSON.stringify(value)}`)
  return [
    '// @ts-nocheck',
    ...names,
    corpus.helpers,
    top,
    'const contextOf = (host) => ({ ...host, emit: async (eventType, payload) => (host.emit({ eventType, payload }), null) })',
    'export default {',
    `  start(host) { const ctx = contextOf(host); ${setup}\n },`,
    `  on: { async chat(event, host) { const ctx = contextOf(host); ${handler}\n } },`,
    '  actions: {',
    `    async attack(input, host) { const ctx = contextOf(host); ${code}\n },`,
    `    async after() { ${after ?? "return ''"}\n },`,
    '  },',
    '}',
  ].join('\n')
}
