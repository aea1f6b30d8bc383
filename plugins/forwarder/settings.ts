import type { EventType } from '#sdk'
import { readAddress } from '#sdk/address'
import { secretsOf } from '#sdk/host-secrets'
import type { Target } from './target.ts'

type Values = Readonly<Record<string, unknown>>

export type ForwarderSettings = {
  readonly dryRun: boolean
  readonly targets: readonly Target[]
  /** What is wrong with those that are left out, a sentence each; without their addresses. */
  readonly problems: readonly string[]
}

/** Reads what the operator chose, which the host has checked with settings.schema.json. */
export function readSettings(from: Values): ForwarderSettings {
  const rows = Array.isArray(from.targets) ? from.targets.map((row): Values => Object(row)).filter(({ active }) => active !== false) : []
  const read = rows.map((row, index) => readTarget(row, { tokens: textOf(from.tokens), before: rows.slice(0, index) }))
  return {
    dryRun: from.dryRun === true,
    targets: read.flatMap((one) => (typeof one === 'string' ? [] : [one])),
    problems: read.flatMap((one) => (typeof one === 'string' ? [one] : [])),
  }
}

function readTarget(row: Values, { tokens, before }: { readonly tokens: string; readonly before: readonly Values[] }): Target | string {
  const name = textOf(row.name)
  if (!/^[A-Za-z0-9-]{1,40}$/.test(name)) return 'A target has no name; give it one of letters, digits and dashes'
  if (before.some((other) => other.name === name)) return `Target "${name}" is there twice; give each a name of its own`
  const url = readAddress(textOf(row.url).trim(), { allowPrivate: row.allowPrivate === true })
  if (typeof url === 'string') return `Target "${name}" ${url}`
  return {
    ...{ name, url },
    format: row.format === 'json' ? 'json' : 'ndjson',
    events: new Set(Array.isArray(row.events) ? (row.events as readonly EventType[]) : []),
    batch: typeof row.batch === 'number' ? row.batch : 100,
    token: secretsOf(tokens, name, url)[0],
    from: row.from === 'beginning' ? 'beginning' : 'now',
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')
