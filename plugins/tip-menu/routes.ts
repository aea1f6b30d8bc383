import { offered } from './board.ts'
import type { Creators } from './creators.ts'
import type { ItemSent, Menu } from './menu.ts'
import { answerProblem, MenuProblem } from './problem.ts'

type Parts = { readonly menu: Menu; readonly creators: Creators }
type Asked = { readonly id: string; readonly creator: string; readonly body: ItemSent }

/** What each route of the manifest answers; its schema has looked at the body. */
const ROUTES: Readonly<Record<string, (parts: Parts, asked: Asked) => Promise<Response>>> = {
  'GET /': async ({ menu, creators }) => Response.json({ creatorId: await creators.current(), items: await menu.list() }),
  'GET /:id': async ({ menu }, { id }) => Response.json(await menu.get(id)),
  async 'POST /'({ menu }, { body }) {
    const item = await menu.make(body)
    return Response.json(item, { status: 201, headers: { location: `/api/menu/${item.id}` } })
  },
  'PATCH /:id': async ({ menu }, { id, body }) => Response.json(await menu.change(id, body)),
  async 'DELETE /:id'({ menu }, { id }) {
    await menu.remove(id)
    return new Response(null, { status: 204 })
  },
  'POST /:id/toggle': async ({ menu }, { id, body }) => Response.json(await menu.toggle(id, body.on)),
  'POST /:id/restore': async ({ menu }, { id }) => Response.json(await menu.restore(id)),
  async 'GET /public/:creatorId'({ menu, creators }, { creator }) {
    if (!(await creators.isKnown(creator))) throw new MenuProblem('CREATOR_UNKNOWN', 'There is no menu of that creator')
    return Response.json({ creatorId: creator, items: await offered(menu.list) })
  },
}

const HAVE_BODY: readonly string[] = ['POST', 'PATCH']

export async function answer(request: Request, parts: Parts): Promise<Response> {
  const [, id = '', what = ''] = new URL(request.url).pathname.split('/')
  const route = ROUTES[`${request.method} ${addressOf(id, what)}`]
  if (!route) return new Response(null, { status: 404 })
  // The schemas of the manifest say what it is.
  const body = (HAVE_BODY.includes(request.method) ? await request.json() : {}) as ItemSent
  return route(parts, { id, creator: what, body }).catch(answerProblem)
}

function addressOf(id: string, what: string): string {
  if (id === 'public') return '/public/:creatorId'
  return `/${id && ':id'}${what && `/${what}`}`
}
