import type { RoleMatrix } from '../../../schemas/types.ts'
import { addressOf } from '../describe/address.ts'
import { openApiOf } from '../describe/openapi.ts'
import { ref } from '../describe/ref.ts'
import { readSchemaFiles } from '../describe/schema-files.ts'
import { PEOPLE } from './roles.ts'
import type { Route } from './route.ts'

/**
 * GET /api/openapi.json: the description of all routes. GET /api/roles: who may ask what. `routes` answers the whole table, these among it, and what plugins
 * answer at this moment.
 */
export function describeRoutes(routes: () => readonly Route[]): readonly Route[] {
  let known = { of: '', document: '' }

  /** Made once for each table: that takes some time. */
  function documentOf(now: readonly Route[]): string {
    const of = JSON.stringify(now)
    if (known.of !== of) known = { of, document: JSON.stringify(openApiOf(now, readSchemaFiles())) }
    return known.document
  }

  return [
    {
      method: 'GET',
      path: '/api/openapi.json',
      allow: 'everyone',
      operation: {
        id: 'describeApi',
        tag: 'host',
        summary: 'This document: OpenAPI 3.1',
        answer: { schema: ref('host', 'OpenApiDocument') },
      },
      handle: (context) => {
        return context.body(documentOf(routes()), 200, { 'content-type': 'application/json' })
      },
    },
    {
      method: 'GET',
      path: '/api/roles',
      allow: PEOPLE,
      operation: { id: 'listRoles', tag: 'access', summary: 'Who may ask what', answer: { schema: ref('host', 'RoleMatrix') } },
      handle: (context) => context.json(matrixOf(routes())),
    },
  ]
}

/** The routes as they are published; a socket's is among them. */
function matrixOf(routes: readonly Route[]): RoleMatrix {
  return { routes: routes.map((route) => ({ method: route.method, path: addressOf(route), allow: allowOf(route) })) }
}

const allowOf = ({ allow }: Route): RoleMatrix['routes'][number]['allow'] => (allow === 'everyone' ? allow : [...allow])
