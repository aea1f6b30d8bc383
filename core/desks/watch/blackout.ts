import { createHmac, randomBytes } from 'node:crypto'
import type { UnifiedEvent } from '../../../schemas/types.ts'
import { createNameFinder } from './name-finder.ts'

/** Long and with a digit in it: a key, a token, an id. */
const SECRET = /(?=[\w-]*\d)[\w-]{32,}/g
/** Where a value is a secret, whatever it says. */
const SECRET_NAME = /secret|passw|token|key$|cookie|authorization|^sessionId$|^hash$/i
const MAX_DEPTH = 12

/** Takes viewers and secrets out of what is handed on; the same viewer has the same pseudonym within one. */
export function createBlackout(events: readonly UnifiedEvent[]) {
  const salt = randomBytes(32)
  const names = createNameFinder()
  for (const { user, payload } of events) {
    const pseudonym = user && `viewer-${createHmac('sha256', salt).update(user.userId).digest('hex').slice(0, 8)}`
    if (pseudonym) for (const name of [user.userId, user.uniqueId, user.displayName, user.safeName]) names.add(name, pseudonym)
    for (const text of textsOf(payload)) names.add(text, '[what a viewer wrote]')
  }

  const text = (told: string) => names.replaced(told).replaceAll(SECRET, '[Redacted]')

  function value(given: unknown, depth = 0): unknown {
    if (typeof given === 'string') return text(given)
    if (typeof given !== 'object' || given === null) return given
    if (depth >= MAX_DEPTH) return '[deeper]'
    if (Array.isArray(given)) return given.map((entry) => value(entry, depth + 1))
    const entries = Object.entries(given).map(([name, entry]) => [
      text(name),
      SECRET_NAME.test(name) ? '[Redacted]' : value(entry, depth + 1),
    ])
    return Object.fromEntries(entries)
  }

  return { value: (given: unknown) => value(given) }
}

/** What viewers wrote, and names that stand beside the user. */
function textsOf(payload: object): readonly string[] {
  const { message, question, text, tipperName } = payload as Readonly<Record<string, unknown>>
  return [message, question, text, tipperName].filter((each): each is string => typeof each === 'string')
}
