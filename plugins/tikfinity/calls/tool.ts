import { failureOf, PermanentError, RetryError } from '#sdk/failures'

type Category = { readonly categoryId: string; readonly categoryName: string }
type Action = { readonly actionId: string; readonly actionName: string }

const WITHIN_MS = 5000
const MOST_CHARS = 256 * 1024
const MOST_CATEGORIES = 50
const MOST_ACTIONS = 500

/** A tool that speaks TikFinity's action API, at its address. Every call rejects with an error that says whether trying again can help. */
export function createTool(address: string) {
  const base = address.replace(/\/+$/, '')

  async function ask(path: string, { signal, ...init }: RequestInit & { signal: AbortSignal }): Promise<unknown> {
    const response = await reach(`${base}${path}`, {
      ...init,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]),
    })
    const text = (await response.text()).slice(0, MOST_CHARS)
    const failure = failureOf(response, 'The tool')
    if (failure) throw failure
    return dataOf(text)
  }

  const actionsOf = (categoryId: string, signal: AbortSignal) =>
    ask(`/api/features/actions?categoryId=${encodeURIComponent(categoryId)}`, { signal }).then((data) => listOf<Action>(data, MOST_ACTIONS))

  return {
    exec: (order: { categoryId: string; actionId: string; context: object }, signal: AbortSignal) =>
      ask('/api/features/actions/exec', {
        ...{ method: 'POST', body: JSON.stringify(order), signal },
        headers: { 'content-type': 'application/json' },
      }),
    /** All that it offers, to be put into rules. */
    async offers(signal: AbortSignal) {
      const app = await ask('/api/app/info', { signal })
      const categories = listOf<Category>(await ask('/api/features/categories', { signal }), MOST_CATEGORIES)
      const actions = await Promise.all(categories.map(({ categoryId }) => actionsOf(categoryId, signal)))
      return { app, categories: categories.map((category, index) => ({ ...category, actions: actions[index] })) }
    },
  }
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    const { name } = Object(error) as { name?: string }
    if (name === 'NotCapable') throw new PermanentError('The address of the tool was not granted; approve it on the plugin’s page')
    throw new RetryError(
      name === 'TimeoutError' ? `The tool gave no answer within ${WITHIN_MS / 1000} s` : 'The tool is not there; start it',
    )
  }
}

/** Tools answer `{ data }`; some answer nothing to an order, which is fine. */
function dataOf(text: string): unknown {
  if (text.trim() === '') return []
  try {
    return (Object(JSON.parse(text)) as { data?: unknown }).data
  } catch {
    throw new PermanentError('The tool answered something that is not JSON; look whether another program has its port')
  }
}

/** Only named because the tool says so: what it lists is shown and sent back, never trusted. */
const listOf = <T>(data: unknown, most: number) => (Array.isArray(data) ? (data.slice(0, most) as readonly T[]) : [])
