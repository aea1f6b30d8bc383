import type { Permissions } from '../../schemas/types.ts'
import { settingOf, variableOf, variablesOf } from './settings-grants.ts'

/** What a permission lets a plugin do, as people say it after "it may" or "it asks to". */
const WORDS = {
  net: (host) => `reach ${placeOf(host)}`,
  listen: (address) =>
    `take connections from this computer at ${settingOf(address) ? `the port in its setting "${settingOf(address)}"` : address}`,
  read: (path) => (path === '$PACKAGES' ? 'read the packages that you add to it' : `read ${path}`),
  write: (path) => `write ${path}`,
  env: (name) => `see the variable ${name}`,
  run: (program) => `run the program ${program}`,
  actions: (action) => `call the action ${action}`,
  events: (type) => (type === '*' ? 'look up every event of the log' : `look up ${type} events of the log`),
  intercept: (type) => `see each ${type} event first, and keep it from other plugins`,
  emit: (type) => `make ${type} events that count like real ones`,
} satisfies Record<Exclude<keyof Permissions, 'wasm'>, (value: string) => string>

function placeOf(host: string): string {
  if (settingOf(host)) return `the address in its setting "${settingOf(host)}"`
  const names = variablesOf(host)
  return variableOf(host) ? `the address in the variable${names.length > 1 ? 's' : ''} ${names.join(' and ')}` : host
}

/** More than this is counted instead of told. */
const TOLD = 6

/** Permissions, one phrase each, such as `reach api.example.com`. */
export function inWords(permissions: Permissions = {}): readonly string[] {
  // The keys of WORDS are those of its own type.
  const powers = Object.keys(WORDS) as (keyof typeof WORDS)[]
  const phrases = powers.flatMap((power) => (permissions[power] ?? []).map(WORDS[power]))
  return permissions.wasm ? [...phrases, 'run WebAssembly'] : phrases
}

/** Permissions as the end of a sentence: `to reach api.example.com and to run the program curl`. */
export function asSentence(permissions: Permissions): string {
  const phrases = inWords(permissions).map((phrase) => `to ${phrase}`)
  const told = phrases.length > TOLD ? [...phrases.slice(0, TOLD - 1), `${phrases.length - TOLD + 1} more`] : phrases
  return told.length < 2 ? told.join('') : `${told.slice(0, -1).join(', ')} and ${told.at(-1)}`
}
