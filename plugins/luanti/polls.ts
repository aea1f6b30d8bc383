import type { Answers, Box } from './box.ts'

const WAIT_MS = 20_000
/** How long after its last question a game counts as there; the mod waits 2 s after a failure. */
const GONE_AFTER_MS = 15_000

/** The mod's one question: it says what became of what it got, and gets what waits, as soon as something does. */
export function createPolls({
  box,
  signal,
  now = Date.now,
}: {
  readonly box: Box
  readonly signal: AbortSignal
  readonly now?: () => number
}) {
  let asking = 0
  let lastAsked = Number.NEGATIVE_INFINITY
  return {
    isThere: () => asking > 0 || now() - lastAsked < GONE_AFTER_MS,
    async answer(request: Request): Promise<Response> {
      // The route's schema has looked at it.
      box.hear((await request.json()) as Answers)
      asking += 1
      try {
        return Response.json({ messages: await box.next(AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS)])) })
      } finally {
        asking -= 1
        lastAsked = now()
      }
    },
  }
}
