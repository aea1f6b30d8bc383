import type { PresetOrder } from '../../../schemas/types.ts'
import { ref } from '../describe/ref.ts'
import type { ServeParts } from '../serve.ts'
import { byOf } from './by.ts'
import { ADMIN } from './roles.ts'
import type { Route } from './route.ts'

/** POST /api/presets/<name>: plugins with the lanes of other systems' services, written into the folder of plugins, where the host finds them. */
export function presetRoutes({ presets }: Pick<ServeParts, 'presets'>): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/api/presets/:name',
      allow: ADMIN,
      operation: {
        id: 'applyPreset',
        tag: 'plugins',
        summary: 'Writes a ready-made plugin into the folder of plugins, or takes it back: dino-chrome, overlays',
        body: ref('watch', 'PresetOrder'),
        answer: { schema: ref('watch', 'PresetAnswer') },
        problems: ['PRESET_UNKNOWN'],
      },
      handle: async (context) => {
        // Proved by the schema.
        const order = context.get('body') as PresetOrder
        const applied = await presets.apply(context.req.param('name') ?? '', { ...order, by: byOf(context) })
        return context.json({ applied })
      },
    },
  ]
}
