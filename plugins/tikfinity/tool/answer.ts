import { createOffers, type Offer } from './offers.ts'

type Parts = {
  readonly offers: readonly Offer[]
  /** Of this Showrunner. */
  readonly version: string
  /** Pages in browsers that may ask: they are let in before this, and told so here. */
  readonly origins: readonly string[]
  /** Runs an offer; rejects with a sentence. */
  readonly run: (offer: Offer, context: unknown) => Promise<unknown>
}

/** Runs at once; TikFinity tries none again. */
const MOST_AT_ONCE = 8
const MOST_CHARS = 64 * 1024

/** TikFinity's action API, as a tool speaks it: what is offered, and "run this". */
export function createAnswer({ offers, version, origins, run }: Parts) {
  const book = createOffers(offers)
  let running = 0

  async function exec(request: Request): Promise<Response> {
    const { categoryId, actionId, context } = await bodyOf(request)
    const offer = book.find(categoryId, actionId)
    if (!offer) return problem('There is no such action', 404)
    if (running >= MOST_AT_ONCE) return problem('Too many actions run already', 503)
    running += 1
    try {
      await run(offer, context)
      return data([])
    } catch (error) {
      return problem(error instanceof Error ? error.message : String(error), 500)
    } finally {
      running -= 1
    }
  }

  function answer(request: Request): Response | Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    const route = `${request.method} ${pathname}`
    if (request.method === 'OPTIONS') return new Response(null, { status: 204 })
    if (route === 'GET /api/app/info') return data({ author: 'Showrunner', name: 'Showrunner', version })
    if (route === 'GET /api/features/categories') return data(book.categories())
    if (route === 'GET /api/features/actions') {
      const actions = book.actions(searchParams.get('categoryId') ?? '')
      return actions ? data(actions) : problem('There is no such category', 404)
    }
    if (route === 'POST /api/features/actions/exec') return exec(request)
    return problem('TikFinity asks for nothing here', 404)
  }

  return async (request: Request): Promise<Response> => {
    const response = await answer(request)
    for (const [name, value] of permitted(request, origins)) response.headers.set(name, value)
    return response
  }
}

async function bodyOf(request: Request): Promise<Readonly<Record<string, unknown>>> {
  const text = await request.text()
  if (text.length > MOST_CHARS) return {}
  try {
    return Object(JSON.parse(text)) as Readonly<Record<string, unknown>>
  } catch {
    // Not JSON names no action, and is answered so.
    return {}
  }
}

const data = (value: unknown) => Response.json({ data: value })

const problem = (message: string, status: number) => Response.json({ message }, { status })

/** CORS, for a page that the operator let in; Chromium asks for the last one where a page of the internet reaches into this computer. */
function permitted({ headers }: Request, origins: readonly string[]): readonly (readonly [string, string])[] {
  const origin = headers.get('origin')
  if (origin === null || !origins.includes(origin)) return []
  return [
    ['access-control-allow-origin', origin],
    ['access-control-allow-methods', 'GET, POST, OPTIONS'],
    ['access-control-allow-headers', 'content-type'],
    ['access-control-allow-private-network', 'true'],
    ['vary', 'origin'],
  ]
}
