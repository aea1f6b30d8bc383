import type { When } from '#sdk/rules'

/** What an event does in the game. */
export type Rule = When & {
  /** One of the mod's own, or one that another mod registered. */
  readonly effect: string
  readonly text: string
  readonly item: string
  readonly amount: number
}

/** As settings.schema.json says; the host has checked it and put the defaults in. */
export type Settings = { readonly rules: readonly Rule[]; readonly waitSeconds: number; readonly dryRun: boolean }

export function readSettings(settings: Readonly<Record<string, unknown>>): Settings {
  // The host has looked at them; only what a rule leaves out is not there.
  const { rules, ...rest } = settings as Omit<Settings, 'rules'> & { readonly rules: readonly (When & Partial<Rule>)[] }
  return { ...rest, rules: rules.map((rule) => ({ effect: 'say', text: '', item: '', amount: 1, ...rule })) }
}
