import { readObject } from '../body.ts'
import type { Limits } from '../limits.ts'
import type { PluginOrder, ServeParts } from '../serve.ts'
import { byOf } from './query.ts'
import type { Route, RouteContext } from './route.ts'

const ADMIN = ['admin'] as const
const ORDERS = ['approve', 'revoke', 'enable', 'disable', 'reload', 'restart'] as const satisfies readonly PluginOrder[]

/**
 * GET /api/plugins and /api/plugins/<id>: the plugins with what they ask for, have and used. POST /api/plugins/<id>/<order> answers the plugin after it;
 * approve takes `{ "hash": … }`, the one of `ask`. GET and PUT /api/plugins/<id>/settings.
 */
export function pluginRoutes({ plugins }: Pick<ServeParts, 'plugins'>, limits: Limits): readonly Route[] {
  const order = (name: PluginOrder): Route => ({
    method: 'POST',
    path: `/api/plugins/:id/${name}`,
    allow: ADMIN,
    handle: async (context) => {
      const body = await readObject(context, limits)
      if ('code' in body) return body
      const { hash } = body.value
      return context.json(await plugins.order(idOf(context), name, { ...(typeof hash === 'string' && { hash }), by: byOf(context) }))
    },
  })

  return [
    { method: 'GET', path: '/api/plugins', allow: ADMIN, handle: (context) => context.json({ plugins: plugins.list() }) },
    { method: 'GET', path: '/api/plugins/:id', allow: ADMIN, handle: (context) => context.json(plugins.show(idOf(context))) },
    ...ORDERS.map(order),
    {
      method: 'GET',
      path: '/api/plugins/:id/settings',
      allow: ADMIN,
      handle: (context) => context.json(plugins.settings(idOf(context))),
    },
    {
      method: 'PUT',
      path: '/api/plugins/:id/settings',
      allow: ADMIN,
      handle: async (context) => {
        const body = await readObject(context, limits)
        if ('code' in body) return body
        return context.json(await plugins.changeSettings(idOf(context), body.value, byOf(context)))
      },
    },
  ]
}

const idOf = (context: RouteContext) => context.req.param('id') ?? ''
