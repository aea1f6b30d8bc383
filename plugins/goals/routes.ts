import type { Desk, GoalSent } from './desk.ts'
import { answerProblem } from './problem.ts'

type Asked = { readonly id: string; readonly query: URLSearchParams; readonly body: GoalSent }

/** What each route of the manifest answers; its schema has looked at the body. */
const ROUTES: Readonly<Record<string, (desk: Desk, asked: Asked) => Promise<Response>>> = {
  'GET /': async (desk, { query }) => Response.json({ goals: await desk.list(query.get('sessionId') ?? undefined) }),
  'GET /:id': async (desk, { id }) => Response.json(await desk.get(id)),
  async 'POST /'(desk, { body }) {
    const goal = await desk.make(body)
    return Response.json(goal, { status: 201, headers: { location: `/api/goals/${goal.id}` } })
  },
  'PATCH /:id': async (desk, { id, body }) => Response.json(await desk.change(id, body)),
  async 'DELETE /:id'(desk, { id }) {
    await desk.remove(id)
    return new Response(null, { status: 204 })
  },
  'POST /:id/restore': async (desk, { id }) => Response.json(await desk.restore(id)),
}

const HAVE_BODY: readonly string[] = ['POST', 'PATCH']

export async function answer(request: Request, desk: Desk): Promise<Response> {
  const { pathname, searchParams: query } = new URL(request.url)
  const [, id = '', what] = pathname.split('/')
  const route = ROUTES[`${request.method} /${id && ':id'}${what ? `/${what}` : ''}`]
  if (!route) return new Response(null, { status: 404 })
  // The schemas of the manifest say what it is.
  const body = (HAVE_BODY.includes(request.method) ? await request.json() : {}) as GoalSent
  return route(desk, { id, query, body }).catch(answerProblem)
}
