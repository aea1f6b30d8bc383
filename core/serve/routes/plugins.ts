import type { PluginApproval, PluginSettingsChange } from '../../../schemas/types.ts'
import { ref } from '../describe/ref.ts'
import type { PluginOrder, ServeParts } from '../serve.ts'
import { byOf } from './by.ts'
import { ADMIN } from './roles.ts'
import type { Operation, Route, RouteContext } from './route.ts'

/** What an operator may tell a plugin to do, and what that is. */
const ORDERS = {
  approve: 'Lets a plugin do what it asks for, as it was looked at',
  revoke: 'Takes back what was approved',
  enable: 'Switches a plugin on',
  disable: 'Switches a plugin off; what it was owed is dropped',
  reload: 'Starts the code that is in the folder now, then ends the old',
  restart: 'Ends a plugin and starts it again',
} as const satisfies Record<PluginOrder, string>

const orderOperation = (name: PluginOrder): Operation => ({
  id: `${name}Plugin`,
  tag: 'plugins',
  summary: ORDERS[name],
  body: ref('plugins', 'PluginApproval'),
  answer: { schema: ref('plugins', 'PluginView') },
  problems: ['PLUGIN_UNKNOWN', 'PLUGIN_CHANGED', 'PLUGIN_REVOKED'],
})

/**
 * GET /api/plugins and /api/plugins/<id>: the plugins with what they ask for, have and used. POST /api/plugins/<id>/<order> answers the plugin after it;
 * approve takes `{ "hash": … }`, the one of `ask`. GET and PUT /api/plugins/<id>/settings;
 * `?dryRun=true` only says whether they would be taken. DELETE /api/plugins/<id>/data once its folder is gone.
 */
export function pluginRoutes({ plugins }: Pick<ServeParts, 'plugins'>): readonly Route[] {
  const order = (name: PluginOrder): Route => ({
    method: 'POST',
    path: `/api/plugins/:id/${name}`,
    allow: ADMIN,
    operation: orderOperation(name),
    handle: async (context) => {
      // Proved by the schema.
      const { hash } = context.get('body') as PluginApproval
      return context.json(await plugins.order(idOf(context), name, { ...(hash !== undefined && { hash }), by: byOf(context) }))
    },
  })

  return [
    {
      method: 'DELETE',
      path: '/api/plugins/:id/data',
      allow: ADMIN,
      operation: {
        id: 'purgePlugin',
        tag: 'plugins',
        summary:
          'Takes away for good what is kept of a plugin whose folder is gone: settings, keys, storage, files, dead letters, what it was owed',
        query: { properties: { dryRun: { type: 'boolean', description: 'Only say what there is' } } },
        answer: { schema: ref('plugins', 'PluginLeavings') },
      },
      handle: async (context) => {
        const dryRun = context.get('query').dryRun === true
        return context.json(await plugins.purge(idOf(context), { dryRun, by: byOf(context) }))
      },
    },
    {
      method: 'GET',
      path: '/api/plugins',
      allow: ADMIN,
      operation: {
        id: 'listPlugins',
        tag: 'plugins',
        summary: 'The plugins, what they ask for, have and used',
        answer: { schema: ref('plugins', 'PluginList') },
      },
      handle: (context) => context.json({ plugins: plugins.list() }),
    },
    {
      method: 'GET',
      path: '/api/plugins/:id',
      allow: ADMIN,
      operation: {
        id: 'showPlugin',
        tag: 'plugins',
        summary: 'One plugin',
        answer: { schema: ref('plugins', 'PluginView') },
        problems: ['PLUGIN_UNKNOWN'],
      },
      handle: (context) => context.json(plugins.show(idOf(context))),
    },
    // The names are the table's own.
    ...(Object.keys(ORDERS) as PluginOrder[]).map(order),
    {
      method: 'GET',
      path: '/api/plugins/:id/settings',
      allow: ADMIN,
      operation: {
        id: 'showPluginSettings',
        tag: 'plugins',
        summary: 'The settings of a plugin; of a secret only whether it is set',
        answer: { schema: ref('plugins', 'PluginSettings') },
        problems: ['PLUGIN_UNKNOWN'],
      },
      handle: (context) => context.json(plugins.settings(idOf(context))),
    },
    {
      method: 'PUT',
      path: '/api/plugins/:id/settings',
      allow: ADMIN,
      operation: {
        id: 'changePluginSettings',
        tag: 'plugins',
        summary: 'Changes the named settings of a plugin; null takes the default back',
        query: {
          properties: {
            dryRun: { type: 'boolean', description: 'Only say whether they would be taken; answers the settings as they are' },
          },
        },
        body: ref('plugins', 'PluginSettingsChange'),
        answer: { schema: ref('plugins', 'PluginSettings') },
        problems: ['PLUGIN_UNKNOWN', 'SETTINGS_INVALID'],
      },
      handle: async (context) => {
        // Proved by the schema.
        const fields = context.get('body') as PluginSettingsChange
        if (context.get('query').dryRun !== true) return context.json(await plugins.changeSettings(idOf(context), fields, byOf(context)))
        plugins.checkSettings(idOf(context), fields)
        return context.json(plugins.settings(idOf(context)))
      },
    },
  ]
}

const idOf = (context: RouteContext) => context.req.param('id') ?? ''
