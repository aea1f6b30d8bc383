import { readBody } from '../body.ts'
import type { Limits } from '../limits.ts'
import { type Problem, refusedMethod } from '../problem.ts'
import type { PluginHttpDesk, PluginRoute } from '../serve.ts'
import type { Answer, Operation, Route, RouteContext } from './route.ts'

/** What a request says that a plugin gets to know; no key and no cookie. */
const TOLD = ['accept', 'accept-language', 'content-type'] as const

/** Routes of plugins, which come and go: `/plugins/<id>/…`, and at the mounts of those that come with Showrunner. */
export function createPluginRoutes(desk: PluginHttpDesk, limits: Limits) {
  async function handle(route: PluginRoute, context: RouteContext): Promise<Answer> {
    const body = await bodyOf(route, context)
    if (body && 'code' in body) return body
    const {
      status,
      headers,
      body: text,
    } = await desk.ask(route, {
      url: urlOf(route, context),
      method: route.method,
      headers: headersOf(context, body !== undefined && route.declared.body !== undefined),
      ...body,
    })
    return new Response(NO_BODY.includes(status) ? null : text, { status, headers })
  }

  async function bodyOf(route: PluginRoute, context: RouteContext): Promise<{ readonly body: string } | Problem | undefined> {
    if (route.method === 'GET') return undefined
    const sent = await readBody(context.env.incoming, limits)
    if ('code' in sent) return sent
    const verdict = desk.check(route, sent.value)
    if (!verdict.ok) return { code: 'BODY_INVALID', detail: verdict.message, ...(verdict.pointer && { path: verdict.pointer }) }
    return { body: JSON.stringify(verdict.value) }
  }

  const routeOf = (route: PluginRoute): Route => ({
    ...{ method: route.method, path: route.path, allow: route.allow, operation: operationOf(route) },
    handle: (context) => handle(route, context),
  })

  return {
    /** What the document of the API says of them: each at one address. */
    told: (): readonly Route[] =>
      desk
        .routes()
        .filter(({ isMain }) => isMain)
        .map(routeOf),
    /** Which one answers there; METHOD_REFUSED when one does with another method. */
    find(method: string, path: string): Route | Problem | undefined {
      const fitting = desk.routes().filter((route) => fits(route.path, path))
      const [found] = fitting.filter((route) => route.method === (method === 'HEAD' ? 'GET' : method)).sort(byWords)
      if (found) return routeOf(found)
      return fitting.length > 0 ? refusedMethod(fitting.map((route) => route.method)) : undefined
    },
  }
}

const NO_BODY: readonly number[] = [204, 205, 304]

function fits(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  return wanted.length === given.length && wanted.every((part, index) => part.startsWith(':') || part === given[index])
}

/** Of two that fit, the one that names more of the address from its beginning goes first. */
function byWords(one: PluginRoute, other: PluginRoute): number {
  const kinds = ({ path }: PluginRoute) => path.replace(/[^/]+/g, (part) => (part.startsWith(':') ? '1' : '0'))
  return kinds(one) < kinds(other) ? -1 : 1
}

function urlOf({ plugin, mount }: PluginRoute, context: RouteContext): string {
  const { pathname, search } = new URL(context.req.url)
  return `http://${plugin}${pathname.slice(mount.length) || '/'}${search}`
}

function headersOf(context: RouteContext, isChecked: boolean) {
  const told = TOLD.flatMap((name) => {
    const value = context.req.header(name)
    return value === undefined ? [] : [[name, value] as const]
  })
  // Nobody on open routes; the type says otherwise.
  const role = (context.get('role') as string | undefined) ?? 'everyone'
  return [...told, ['showrunner-role', role] as const, ...(isChecked ? [['showrunner-body-checked', 'true'] as const] : [])]
}

function operationOf({ plugin, method, declared }: PluginRoute): Operation {
  return {
    ...{ id: operationId(plugin, declared), tag: 'plugins', summary: declared.summary, answer: {} },
    ...(method !== 'GET' && { body: describable(plugin, declared.body) }),
    problems: ['PLUGIN_FAILED', 'UNAVAILABLE'],
  }
}

/** The plugin first, so that it is never the name of a route of ours: `goalsPatchById`. */
function operationId(plugin: string, { method, path }: PluginRoute['declared']): string {
  const words = [plugin, method.toLowerCase(), path.replace(/\/:/g, '/by-')].join('-').split(/[^A-Za-z0-9]+/)
  return words.map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('')
}

/** Schemas of plugins that refer to parts of themselves cannot stand elsewhere. */
function describable(plugin: string, schema: PluginRoute['declared']['body']): Readonly<Record<string, unknown>> {
  const isWhole = schema !== undefined && !JSON.stringify(schema).includes('"$ref"')
  return isWhole ? schema : { description: `As the manifest of ${plugin} says` }
}
