import { HostError } from '../base/errors.ts'
import type { ActionDesk } from '../serve/serve.ts'
import { plain, plainLines } from './plain.ts'
import type { ReachOptions } from './reaching.ts'
import { createClient } from './running.ts'
import { table } from './table.ts'

/** Calls an action of the running host and prints what it answers; without one, lists what there is. */
export async function action(id: string | undefined, input: string | undefined, options: ReachOptions): Promise<void> {
  const client = createClient(options)
  if (id === undefined) return console.log(listed((await client.get('/api/actions')) as Listing, options))
  const { value } = (await client.post(`/api/actions/${encodeURIComponent(id)}`, parsed(input))) as { value: unknown }
  if (options.json) return console.log(JSON.stringify(value ?? null, undefined, 2))
  if (value !== null && value !== undefined)
    console.log(plainLines(typeof value === 'string' ? value : JSON.stringify(value, undefined, 2)))
}

type Listing = { readonly actions: ReturnType<ActionDesk['list']> }

function listed({ actions }: Listing, { json }: ReachOptions): string {
  if (json) return JSON.stringify(actions, undefined, 2)
  const rows = actions.map(({ id, input, description }) => [id, fieldsOf(input), plain(description)])
  return rows.length === 0 ? 'No running plugin offers an action' : table(['action', 'input', ''], rows)
}

/** The names of the fields; with a question mark those that may be left out. */
function fieldsOf(input: Readonly<Record<string, unknown>>): string {
  const required: readonly unknown[] = Array.isArray(input.required) ? input.required : []
  return plain(
    Object.keys(Object(input.properties))
      .map((name) => (required.includes(name) ? name : `${name}?`))
      .join(', '),
  )
}

function parsed(input = '{}'): unknown {
  try {
    return JSON.parse(input)
  } catch (cause) {
    throw new HostError('USAGE', `The input is not JSON: ${input.slice(0, 100)}`, {}, cause)
  }
}
