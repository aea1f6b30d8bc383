import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BuildFailure, Message } from 'esbuild'
import { HostError } from '../../base/errors.ts'
import { labelOf } from '../label.ts'
import type { PluginPackage } from '../optional/place.ts'
import { createFinder } from '../source-lines.ts'
import type { Flaw, Script } from './realm.ts'

/** The one line that is ours: what it cannot import is the plugin's main module. */
export const ENTRY = 'entry of the bundle'

/** A plugin's folder, its main module as a path from there, and the packages that it can do without. */
export type Main = { readonly folder: string; readonly main: string; readonly packages?: readonly PluginPackage[] }

/** What esbuild says in words of its own, for authors who never heard of it. */
const IN_PLAIN_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^Top-level await.*/s, 'A plugin cannot await outside of a function; do it in "start"'],
  [/^Could not resolve "(\.[^"]*)".*/s, 'There is no file "$1"; it is looked for beside the file that imports it'],
  [
    /^Could not resolve "((?:@[^"/]+\/)?[^"/]+)[^"]*".*/s,
    'There is no package "$1" in the plugin\'s folder or above; npm install $1 in that folder puts it there, once it has a package.json with { "private": true, "type": "module" }',
  ],
]

type At = { readonly file: string; readonly line: number; readonly column: number; readonly code: string }

/** PLUGIN_UNBUILDABLE: file:line:column, what is wrong, and the line. */
function unbuildable(folder: string, text: string, { at, cause }: { readonly at: At; readonly cause?: unknown }): HostError {
  const { line, column } = at
  const file = labelOf(folder, at.file)
  const what = at.code === '' ? text : `${text}: ${at.code}`
  return new HostError('PLUGIN_UNBUILDABLE', `${file}:${line}:${column} ${what}`, { file, line, column }, cause)
}

/** The same of what esbuild says. */
export function refused({ folder, main }: Main, messages: readonly Message[], cause?: BuildFailure): HostError {
  const [first] = messages
  const place = first?.location
  if (first && place && place.file !== ENTRY)
    return unbuildable(folder, plainWords(first.text), { at: { ...place, column: place.column + 1, code: place.lineText.trim() }, cause })
  const file = labelOf(folder, main)
  const missing = /No matching export/.test(first?.text ?? '')
  const text = missing ? 'has no default export; end it with: export default { on: { … } } satisfies Plugin' : 'is not there'
  return new HostError('PLUGIN_UNBUILDABLE', `${file} ${text}`, { file }, cause)
}

function plainWords(text: string): string {
  const known = IN_PLAIN_WORDS.find(([theirs]) => theirs.test(text))
  return known ? text.replace(...known) : text
}

/** The same of a flaw of the finished script, put as the author's line. */
export async function flawed({ folder, main }: Main, { code, map }: Script, flaw: Flaw): Promise<HostError> {
  const before = code.slice(0, flaw.at).split('\n')
  const place = createFinder(map)(before.length, (before.at(-1)?.length ?? 0) + 1) ?? { file: main, line: 1, column: 1 }
  const lines = (await readFile(join(folder, place.file), 'utf8').catch(() => '')).split('\n')
  return unbuildable(folder, flaw.text, { at: { ...place, code: lines[place.line - 1]?.trim() ?? '' } })
}
