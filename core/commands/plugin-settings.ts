import { text } from 'node:stream/consumers'
import { HostError } from '../base/errors.ts'
import type { PluginSettingsReport } from '../serve/serve.ts'
import { plain } from './plain.ts'
import type { ReachOptions } from './reaching.ts'
import { createClient } from './running.ts'
import { table } from './table.ts'

/** Prints every setting of a plugin of the running host, after changing those that are named: `name=value`, `name=` for the default, `name=-` to read it from the input. */
export async function pluginSettings(id: string, changes: readonly string[], options: ReachOptions): Promise<void> {
  const client = createClient(options)
  const path = `/api/plugins/${encodeURIComponent(id)}/settings`
  let report = (await client.get(path)) as PluginSettingsReport
  if (changes.length > 0) {
    const fields = await Promise.all(changes.map((change) => parseChange(change, report)))
    report = (await client.put(path, Object.fromEntries(fields))) as PluginSettingsReport
  }
  if (options.json) return console.log(JSON.stringify(report, undefined, 2))
  if (report.problem) console.log(plain(report.problem))
  console.log(
    table(
      ['setting', 'value'],
      namesOf(report).map((name) => [plain(name), shown(report.values[name])]),
    ),
  )
}

/** Those of the form in its order, also where nothing is chosen and there is no default; then those that it does not know. */
function namesOf({ schema, values }: PluginSettingsReport): readonly string[] {
  return [...new Set([...Object.keys(Object(Object(schema).properties)), ...Object.keys(values)])]
}

async function parseChange(change: string, { schema }: PluginSettingsReport): Promise<readonly [string, unknown]> {
  const at = change.indexOf('=')
  if (at < 1) throw new HostError('USAGE', `"${change}" is not name=value`)
  const name = change.slice(0, at)
  const given = change.slice(at + 1)
  if (given === '') return [name, null]
  const value = given === '-' ? (await text(process.stdin)).trim() : given
  const properties = Object(Object(schema).properties) as Record<string, { type?: unknown } | undefined>
  return [name, properties[name]?.type === 'string' ? value : parsed(value)]
}

/** What reads as JSON is that. */
function parsed(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

function shown(value: unknown): string {
  if (value === undefined) return '(not set)'
  const isSecret = typeof value === 'object' && value !== null && 'set' in value
  if (isSecret) return value.set ? '(set)' : '(not set)'
  return plain(typeof value === 'string' ? value : JSON.stringify(value))
}
