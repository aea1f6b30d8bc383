import type { Rule } from './rules/rule.ts'

/** The operator's settings, complete. */
export type ObsSettings = {
  readonly url: string
  readonly password: string | undefined
  readonly rules: readonly Rule[]
  readonly mediaInput: string
  readonly allowStreaming: boolean
  readonly onReplays: boolean
  readonly dryRun: boolean
}

type Chosen = Omit<ObsSettings, 'password'> & { readonly password?: string }

/** Reads the operator's settings, which the host has checked with settings.schema.json and filled in. `password` is the environment's. */
export function readSettings(settings: Readonly<Record<string, unknown>>, password: string | undefined): ObsSettings {
  const chosen = settings as Chosen
  return {
    ...chosen,
    password: chosen.password || password || undefined,
    rules: chosen.rules.map(trimmed).filter(({ what }) => what !== ''),
  }
}

const trimmed = (rule: Rule): Rule => ({
  ...rule,
  ...{ what: rule.what.trim(), on: rule.on.trim(), name: rule.name.trim(), of: rule.of.trim() },
})
