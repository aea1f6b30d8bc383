import type { PluginManifest } from '../../schemas/types.ts'
import { type Check, compileSchema } from './plugin-schema.ts'

/** A route as a manifest declares it. */
export type DeclaredRoute = NonNullable<NonNullable<PluginManifest['http']>['routes']>[number]

const ANYTHING: Check = (value) => ({ ok: true, value })
const checks = new WeakMap<DeclaredRoute, Check>()

/** What checks the body that is sent to a route; made once for each. Throws TypeError, one sentence, when its schema is bad. */
export function bodyCheckOf(route: DeclaredRoute): Check {
  const check = checks.get(route) ?? (route.body ? compileSchema(route.body) : ANYTHING)
  checks.set(route, check)
  return check
}

/** What is wrong with the routes of a manifest, and where; undefined when nothing is. */
export function problemOfRoutes({ http }: Pick<PluginManifest, 'http'>) {
  const routes = http?.routes ?? []
  for (const [index, route] of routes.entries()) {
    const message = problemOf(route, routes.slice(0, index))
    if (message !== undefined) return { pointer: `/http/routes/${index}`, message: `"http.routes.${index}" ${message}` }
  }
  return undefined
}

function problemOf(route: DeclaredRoute, before: readonly DeclaredRoute[]): string | undefined {
  const { method, path, body } = route
  if (before.some((other) => other.method === method && shapeOf(other) === shapeOf(route)))
    return `is ${method} ${path} a second time; keep one of the two`
  if (method === 'GET' && body) return 'has a body, and a GET has none; take another method, or leave "body" out'
  try {
    bodyCheckOf(route)
    return undefined
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return `has a "body" that is no good schema: ${error.message}`
  }
}

/** Two paths of one shape take the same addresses, whatever they call their parts. */
const shapeOf = ({ path }: DeclaredRoute) => path.replace(/:[^/]+/g, ':')
