import type { When } from '#sdk/rules'
import type { Place } from './encode.ts'

export type DoorName = 'websocket-server' | 'tcp-server' | 'websocket-client' | 'tcp-client' | 'http'

export type Rule = When & { readonly command?: string }

/** As settings.schema.json says; the host has checked it and put the defaults in. */
export type Settings = {
  readonly door: DoorName
  readonly port: number
  readonly address: string
  readonly token?: string
  readonly allowOrigins: readonly string[]
  readonly method: 'POST' | 'GET'
  readonly format: 'json' | 'template'
  readonly template: string
  readonly place: Place
  readonly lineEnd: 'newline' | 'crlf' | 'nul'
  readonly rules: readonly Rule[]
  readonly waitSeconds: number
  readonly confirmSeconds: number
  readonly dryRun: boolean
}

// The host has looked at them.
export const readSettings = (settings: Readonly<Record<string, unknown>>) => settings as Settings
