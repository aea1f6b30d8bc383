import type { Box } from './box.ts'

const WAIT_MAX_SECONDS = 25
/** How long after its last question a game counts as there. */
const GONE_AFTER_MS = 40_000

type Parts = {
  readonly box: Box
  /** Aborted when the door closes. */
  readonly signal: () => AbortSignal
  /** A game that counted as away has asked. */
  readonly onAsked: () => void
  readonly now?: () => number
}

/** Answers a game that asks: `GET /poll?cursor=&wait=` with what waits for it, and `POST /ack` with `{ "cursor": … }` when it has it. */
export function createPolls({ box, signal, onAsked, now = Date.now }: Parts) {
  let askedAt: number | undefined
  let asking = 0

  const isThere = () => asking > 0 || (askedAt !== undefined && now() - askedAt < GONE_AFTER_MS)

  async function poll({ searchParams }: URL, gone: AbortSignal): Promise<Response> {
    const wait = Math.min(WAIT_MAX_SECONDS, Math.max(0, Number(searchParams.get('wait') ?? WAIT_MAX_SECONDS) || 0))
    const cursor = cursorOf(searchParams.get('cursor'))
    const wasThere = isThere()
    asking += 1
    if (!wasThere) onAsked()
    try {
      const messages = await box.next(cursor, AbortSignal.any([gone, signal(), AbortSignal.timeout(wait * 1000)]))
      return Response.json({ cursor: messages.at(-1)?.cursor ?? cursor, messages })
    } finally {
      asking -= 1
      askedAt = now()
    }
  }

  async function ack(request: Request): Promise<Response> {
    const body = await request.json().catch(() => undefined)
    const { cursor } = Object(body) as { cursor?: unknown }
    if (!isCursor(cursor)) return Response.json({ error: 'Send { "cursor": … } with the cursor of the last message' }, { status: 400 })
    return Response.json({ acknowledged: box.ack(cursorOf(cursor)) })
  }

  return { poll, ack, isThere }
}

const isCursor = (value: unknown): value is number | string =>
  (typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')) && Number.isFinite(Number(value))

/** Lua writes 12 as 12.0, and some send it as text. */
function cursorOf(value: number | string | null): number {
  const number = Math.trunc(Number(value ?? 0))
  return Number.isFinite(number) ? number : 0
}
