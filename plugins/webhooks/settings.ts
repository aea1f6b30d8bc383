import type { EventType } from '#sdk'
import { readAddress } from '#sdk/address'
import { secretsOf } from '#sdk/host-secrets'
import { discordAddress, isOfDiscord } from './discord/address.ts'
import type { Endpoint, KindName } from './endpoint.ts'
import { isSigningSecret } from './standard/sign.ts'

type Values = Readonly<Record<string, unknown>>
export type Variable = 'WEBHOOKS_ENABLED' | 'FEATURE_WEBHOOK_INTEGRATIONS' | 'DISCORD_WEBHOOK_URL'

export type WebhookSettings = {
  readonly isOn: boolean
  readonly dryRun: boolean
  readonly endpoints: readonly Endpoint[]
  /** What is wrong with those that are left out, a sentence each; without their addresses. */
  readonly problems: readonly string[]
}

const KINDS = ['discord', 'standard', 'classic'] as const satisfies readonly KindName[]
const USUAL: readonly EventType[] = ['gift', 'tip', 'subscribe', 'follow', 'streamStart', 'streamEnd']

/** Reads what the operator chose, which the host has checked with settings.schema.json; variables count where nothing was chosen. */
export function readSettings(from: Values, variable: (name: Variable) => string | undefined): WebhookSettings {
  const discord = `${textOf(from.discord)} ${variable('DISCORD_WEBHOOK_URL') ?? ''}`
  const rows = Array.isArray(from.endpoints) ? from.endpoints.map((row): Values => Object(row)) : []
  const active = rows.filter(({ active }) => active !== false)
  // Whoever only pastes an address of Discord has an endpoint.
  const all = rows.length === 0 && discord.trim() !== '' ? [{ name: 'discord', kind: 'discord' }] : active
  const read = all.map((row, index) => readEndpoint(row, { discord, secrets: textOf(from.secrets), before: all.slice(0, index) }))
  return {
    isOn:
      from.enabled === 'on' ||
      (from.enabled !== 'off' && !isNo(variable('WEBHOOKS_ENABLED')) && !isNo(variable('FEATURE_WEBHOOK_INTEGRATIONS'))),
    dryRun: from.dryRun === true,
    endpoints: read.flatMap((one) => (typeof one === 'string' ? [] : [one])),
    problems: read.flatMap((one) => (typeof one === 'string' ? [one] : [])),
  }
}

type Beside = { readonly discord: string; readonly secrets: string; readonly before: readonly Values[] }

function readEndpoint(row: Values, { discord, secrets: words, before }: Beside): Endpoint | string {
  const name = textOf(row.name)
  const called = `Endpoint "${name}"`
  if (!/^[A-Za-z0-9-]{1,40}$/.test(name)) return 'An endpoint has no name; give it one of letters, digits and dashes'
  if (before.some((other) => textOf(other.name) === name)) return `${called} is there twice; give each a name of its own`
  const kind = KINDS.find((one) => one === row.kind) ?? 'standard'
  const url = addressOf(row, { name, kind, discord })
  if (typeof url === 'string') return `${called} ${url}`
  const secrets = secretsOf(words, name, url)
  if (kind === 'standard' && !secrets.every(isSigningSecret))
    return `${called} has a secret that cannot sign; it is whsec_ and the base64 of 24 to 64 bytes`
  const events = Array.isArray(row.events) ? row.events.filter((one): one is EventType | '*' => typeof one === 'string') : []
  return {
    ...{ name, kind, url, secrets },
    events: new Set(events.length > 0 ? events : USUAL),
    atLeast: typeof row.atLeast === 'number' ? row.atLeast : 0,
    template: textOf(row.template),
    schedule: kind === 'classic' ? 'classic' : row.schedule === 'long' ? 'long' : 'live',
  }
}

/** Of Discord the whole address is a secret; a proxy of it has its own. */
function addressOf(
  row: Values,
  { name, kind, discord }: { readonly name: string; readonly kind: KindName; readonly discord: string },
): URL | string {
  const typed = textOf(row.url).trim()
  if (isOfDiscord(typed))
    return 'has an address that holds a token; take it out, and write it in "Discord addresses", where nobody reads it'
  if (kind === 'discord' && typed === '') return discordAddress(discord, name)
  return readAddress(typed, { allowPrivate: row.allowPrivate === true })
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')
const isNo = (text: string | undefined) => text !== undefined && /^(false|0|no|off)$/i.test(text.trim())
