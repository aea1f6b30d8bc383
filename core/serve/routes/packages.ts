import type { PluginPackageOrder } from '../../../schemas/types.ts'
import { ref } from '../describe/ref.ts'
import type { PackageDesk, ServeParts } from '../serve.ts'
import { byOf } from './by.ts'
import { ADMIN } from './roles.ts'
import type { Route } from './route.ts'

/**
 * POST and DELETE /api/plugins/<id>/packages, with `{ "name": … }` as the manifest names it: adds a package that the plugin can do without, or takes it
 * away. Answers the plugin once it runs with it, which takes as long as the download; `dryRun` answers it as it is.
 */
export function packageRoutes({ packages }: Pick<ServeParts, 'packages'>): readonly Route[] {
  const route = (method: 'POST' | 'DELETE', { id, summary, work }: { id: string; summary: string; work: PackageDesk['add'] }): Route => ({
    method,
    path: '/api/plugins/:id/packages',
    allow: ADMIN,
    operation: {
      id,
      tag: 'plugins',
      summary,
      body: ref('plugins', 'PluginPackageOrder'),
      answer: { schema: ref('plugins', 'PluginView') },
      problems: ['PLUGIN_UNKNOWN', 'PACKAGE_REFUSED', 'PACKAGE_UNREACHABLE', 'UNAVAILABLE'],
    },
    handle: async (context) => {
      // Proved by the schema.
      const { name, dryRun = false } = context.get('body') as PluginPackageOrder
      return context.json(await work(context.req.param('id') ?? '', name, { dryRun, by: byOf(context) }))
    },
  })

  return [
    route('POST', { id: 'addPluginPackage', summary: 'Adds an npm package that a plugin can do without', work: packages.add }),
    route('DELETE', { id: 'removePluginPackage', summary: 'Takes an added package away', work: packages.remove }),
  ]
}
