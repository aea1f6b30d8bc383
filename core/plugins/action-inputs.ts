import type { PluginManifest } from '../../schemas/types.ts'
import { type Check, compileSchema } from './plugin-schema.ts'

/** An action as a manifest declares it. */
export type Action = NonNullable<PluginManifest['actions']>[string]

const ANYTHING: Check = (value) => ({ ok: true, value })

const checks = new WeakMap<Action, Check>()

/** What checks the input of an action; made once for each. Throws TypeError, one sentence, when its schema is bad. */
export function inputCheckOf(action: Action): Check {
  const check = checks.get(action) ?? (action.input ? compileSchema(action.input) : ANYTHING)
  checks.set(action, check)
  return check
}
