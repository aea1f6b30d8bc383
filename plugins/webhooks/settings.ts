import type { EventType } from '#sdk'
import { readAddress } from '#sdk/address'
import { secretsOf } from '#sdk/host-secrets'
import { saysNo } from '#sdk/says-no'
import { discordAddress, isOfDiscord } from './discord/address.ts'
import type { Endpoint } from './endpoint.ts'
import { isSigningSecret } from './standard/sign.ts'

export type Variable = 'WEBHOOKS_ENABLED' | 'FEATURE_WEBHOOK_INTEGRATIONS' | 'DISCORD_WEBHOOK_URL'

export type WebhookSettings = {
  readonly isOn: boolean
  readonly dryRun: boolean
  readonly endpoints: readonly Endpoint[]
  /** What is wrong with those that are left out, a sentence each; without their addresses. */
  readonly problems: readonly string[]
}

/** An endpoint as settings.schema.json describes it. */
type Row = Pick<Endpoint, 'name' | 'kind' | 'atLeast' | 'template'> & {
  readonly url: string
  readonly events: readonly (EventType | '*')[]
  readonly schedule: 'live' | 'long'
  readonly allowPrivate: boolean
  readonly active: boolean
}

type Chosen = {
  readonly enabled: 'environment' | 'on' | 'off'
  readonly dryRun: boolean
  readonly endpoints: readonly Row[]
  readonly discord?: string
  readonly secrets?: string
}

const USUAL: readonly EventType[] = ['gift', 'tip', 'subscribe', 'follow', 'streamStart', 'streamEnd']

/** What whoever only pastes an address of Discord has. */
const DISCORD_ALONE: Row = {
  ...{ name: 'discord', kind: 'discord', url: '', events: [], atLeast: 0, template: '', schedule: 'live' },
  ...{ allowPrivate: false, active: true },
}

/** Reads the operator's settings, which the host has checked with settings.schema.json and filled in; variables count where nothing was chosen. */
export function readSettings(
  settings: Readonly<Record<string, unknown>>,
  variable: (name: Variable) => string | undefined,
): WebhookSettings {
  const { enabled, dryRun, endpoints, secrets = '', ...chosen } = settings as Chosen
  const discord = `${chosen.discord ?? ''} ${variable('DISCORD_WEBHOOK_URL') ?? ''}`
  const rows = endpoints.length === 0 && discord.trim() !== '' ? [DISCORD_ALONE] : endpoints.filter(({ active }) => active)
  const read = rows.map((row, index) => readEndpoint(row, { discord, secrets, before: rows.slice(0, index) }))
  return {
    isOn:
      enabled === 'on' || (enabled !== 'off' && !saysNo(variable('WEBHOOKS_ENABLED')) && !saysNo(variable('FEATURE_WEBHOOK_INTEGRATIONS'))),
    dryRun,
    endpoints: read.flatMap((one) => (typeof one === 'string' ? [] : [one])),
    problems: read.flatMap((one) => (typeof one === 'string' ? [one] : [])),
  }
}

type Beside = { readonly discord: string; readonly secrets: string; readonly before: readonly Row[] }

function readEndpoint(row: Row, { discord, secrets: words, before }: Beside): Endpoint | string {
  const { name, kind, events, atLeast, template, schedule } = row
  const called = `Endpoint "${name}"`
  if (before.some((other) => other.name === name)) return `${called} is there twice; give each a name of its own`
  const url = addressOf(row, discord)
  if (typeof url === 'string') return `${called} ${url}`
  const secrets = secretsOf(words, name, url)
  if (kind === 'standard' && !secrets.every(isSigningSecret))
    return `${called} has a secret that cannot sign; it is whsec_ and the base64 of 24 to 64 bytes`
  return {
    ...{ name, kind, url, secrets, atLeast, template },
    events: new Set(events.length > 0 ? events : USUAL),
    schedule: kind === 'classic' ? 'classic' : schedule,
  }
}

/** Of Discord the whole address is a secret; a proxy of it has its own. */
function addressOf({ name, kind, url, allowPrivate }: Row, discord: string): URL | string {
  const typed = url.trim()
  if (isOfDiscord(typed))
    return 'has an address that holds a token; take it out, and write it in "Discord addresses", where nobody reads it'
  if (kind === 'discord' && typed === '') return discordAddress(discord, name)
  return readAddress(typed, { allowPrivate })
}
