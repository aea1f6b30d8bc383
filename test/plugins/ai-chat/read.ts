import { readSettings } from '../../../plugins/ai-chat/settings.ts'
import type { Variable } from '../../../plugins/ai-chat/who-is-asked.ts'
import { settlingOf } from '../../support/settling.ts'

const settle = await settlingOf('ai-chat')

/** The settings as the plugin reads them in a host, for what an operator chose and what the environment says. */
export const read = (chosen: Readonly<Record<string, unknown>> = {}, environment: Partial<Record<Variable, string>> = {}) =>
  readSettings(settle(chosen), (name) => environment[name])
