/** What a game says of a message that it got. */
export type Answer = { readonly id: string; readonly state: 'ok' | 'failed' | 'running' | 'finished'; readonly why?: string }

const STATES = ['ok', 'failed', 'running', 'finished'] as const
const MOST_CHARS = 300

/**
 * Reads `{"ok": id}`, `{"failed": id, "why": "…"}`, `{"running": id}`, `{"finished": id}`, or the same as words: `ok id`, `failed id why`. Anything
 * else is undefined: games say much.
 */
export function readAnswer(text: string): Answer | undefined {
  const [state, id, why] = text.trimStart().startsWith('{') ? fromJson(text) : fromWords(text)
  const known = STATES.find((each) => each === state)
  if (!known || !id || id.length > MOST_CHARS) return undefined
  return { id, state: known, ...(why && { why: why.slice(0, MOST_CHARS) }) }
}

type Parts = readonly [state?: string | undefined, id?: string | undefined, why?: string | undefined]

function fromJson(text: string): Parts {
  const fields = Object(parsed(text)) as Readonly<Record<string, unknown>>
  const state = STATES.find((each) => typeof fields[each] === 'string')
  return state ? [state, String(fields[state]), typeof fields.why === 'string' ? fields.why : undefined] : []
}

function fromWords(text: string): Parts {
  const [, state, id, why] = /^\s*(\w+)\s+(\S+)\s*(.*)$/s.exec(text.slice(0, 2 * MOST_CHARS)) ?? []
  return [state, id, why?.trim()]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
