import type { When } from '#sdk/rules'
import type { Called } from './calls/context.ts'
import type { Offer } from './tool/offers.ts'

/** What a tool is told to do, and when. */
export type CallRule = When & { readonly event: Called; readonly categoryId: string; readonly actionId: string }

export type TikfinitySettings = {
  readonly events: {
    readonly isOn: boolean
    readonly port: number
    readonly origins: readonly string[]
    readonly most: number
    readonly nested: boolean
  }
  readonly tool: { readonly isOn: boolean; readonly port: number; readonly origins: readonly string[]; readonly offers: readonly Offer[] }
  readonly call: { readonly address: string; readonly rules: readonly CallRule[] }
  readonly dryRun: boolean
}

/** The operator's settings, which settings.schema.json has checked and filled in. */
export function readSettings(settings: Readonly<Record<string, unknown>>): TikfinitySettings {
  // True because the schema says so, and the manifest has a default for each.
  const { eventSocket, eventPort, origins, files, maxClients, nestedUser, ...others } = settings as Chosen
  const { actionApi, actionPort, actionOrigins, offers, toolAddress, rules, dryRun } = others
  return {
    // A page that is a file has the origin "null".
    events: { isOn: eventSocket, port: eventPort, origins: files ? [...origins, 'null'] : origins, most: maxClients, nested: nestedUser },
    tool: { isOn: actionApi, port: actionPort, origins: actionOrigins, offers },
    call: { address: toolAddress, rules },
    dryRun,
  }
}

type Chosen = {
  readonly eventSocket: boolean
  readonly eventPort: number
  readonly origins: readonly string[]
  readonly files: boolean
  readonly maxClients: number
  readonly nestedUser: boolean
  readonly actionApi: boolean
  readonly actionPort: number
  readonly actionOrigins: readonly string[]
  readonly offers: readonly Offer[]
  readonly toolAddress: string
  readonly rules: readonly CallRule[]
  readonly dryRun: boolean
}
