import type { EventType } from '#sdk'
import { readAddress } from '#sdk/address'
import { secretsOf } from '#sdk/host-secrets'
import type { Target } from './target.ts'

export type ForwarderSettings = {
  readonly dryRun: boolean
  readonly targets: readonly Target[]
  /** What is wrong with those that are left out, a sentence each; without their addresses. */
  readonly problems: readonly string[]
}

/** A target as settings.schema.json describes it. */
type Row = Pick<Target, 'name' | 'format' | 'batch' | 'from'> & {
  readonly url: string
  readonly events: readonly EventType[]
  readonly allowPrivate: boolean
  readonly active: boolean
}

type Chosen = { readonly dryRun: boolean; readonly targets: readonly Row[]; readonly tokens?: string }

/** Reads the operator's settings, which the host has checked with settings.schema.json and filled in. */
export function readSettings(settings: Readonly<Record<string, unknown>>): ForwarderSettings {
  const { dryRun, targets, tokens = '' } = settings as Chosen
  const rows = targets.filter(({ active }) => active)
  const read = rows.map((row, index) => readTarget(row, { tokens, before: rows.slice(0, index) }))
  return {
    dryRun,
    targets: read.flatMap((one) => (typeof one === 'string' ? [] : [one])),
    problems: read.flatMap((one) => (typeof one === 'string' ? [one] : [])),
  }
}

type Beside = { readonly tokens: string; readonly before: readonly Row[] }

function readTarget({ allowPrivate, active: _, ...row }: Row, { tokens, before }: Beside): Target | string {
  if (before.some(({ name }) => name === row.name)) return `Target "${row.name}" is there twice; give each a name of its own`
  const url = readAddress(row.url.trim(), { allowPrivate })
  if (typeof url === 'string') return `Target "${row.name}" ${url}`
  return { ...row, url, events: new Set(row.events), token: secretsOf(tokens, row.name, url)[0] }
}
