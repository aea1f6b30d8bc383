import type { SettingsPatch } from '../../../schemas/types.ts'
import { ref } from '../describe/ref.ts'
import type { ServeParts } from '../serve.ts'
import { byOf } from './by.ts'
import { ADMIN } from './roles.ts'
import type { Route } from './route.ts'

/** GET /api/settings: what the operator chose, without grants. PATCH takes a JSON merge patch; `?dryRun=true` only says what would come of it. */
export function settingsRoutes({ settings }: Pick<ServeParts, 'settings'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/settings',
      allow: ADMIN,
      operation: { id: 'showSettings', tag: 'host', summary: 'What the operator chose', answer: { schema: ref('host', 'SettingsAnswer') } },
      handle: (context) => context.json({ settings: settings.show() }),
    },
    {
      method: 'PATCH',
      path: '/api/settings',
      allow: ADMIN,
      operation: {
        id: 'changeSettings',
        tag: 'host',
        summary: 'Changes settings by a JSON merge patch; null removes',
        query: { properties: { dryRun: { type: 'boolean', description: 'Only say what would come of it' } } },
        body: ref('host', 'SettingsPatch'),
        answer: { schema: ref('host', 'SettingsAnswer') },
        problems: ['SETTINGS_INVALID'],
      },
      handle: async (context) => {
        // Proved by the schemas.
        const { dryRun = false } = context.get('query') as { dryRun?: boolean }
        const patch = context.get('body') as SettingsPatch
        return context.json({ settings: await settings.change(patch, { dryRun, by: byOf(context) }) })
      },
    },
  ]
}
