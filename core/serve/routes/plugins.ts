import { readBody } from '../body.ts'
import { isObject } from '../json.ts'
import type { Limits } from '../limits.ts'
import type { Problem } from '../problem.ts'
import type { By, PluginOrder, ServeParts } from '../serve.ts'
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

const byOf = (context: RouteContext): By => ({ role: context.get('role'), peer: context.env.incoming.socket.remoteAddress ?? '' })

async function readObject(context: RouteContext, limits: Limits): Promise<{ readonly value: Readonly<Record<string, unknown>> } | Problem> {
  const body = await readBody(context.env.incoming, limits)
  if ('code' in body) return body
  return isObject(body.value) ? { value: body.value } : { code: 'BODY_INVALID', detail: 'The body is not a JSON object' }
}
