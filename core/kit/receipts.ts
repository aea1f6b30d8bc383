import type { Delivery, Host } from '../sdk.ts'

/** What became of one thing that was asked of the other side. `running` and `finished` are for what goes on after it was taken. */
export type Receipt = {
  readonly id: string
  /** ISO 8601. */
  readonly at: string
  /** What was asked, for people; without what viewers wrote. */
  readonly what: string
  readonly state: 'sent' | 'ok' | 'running' | 'finished' | 'retry' | 'failed'
  /** Why it failed or what was answered, one sentence. */
  readonly detail?: string
  readonly attempt: number
  readonly ms?: number
  /** It was only said what would be done. */
  readonly dryRun?: true
}

/** What is done; `attempts` is how many tries the manifest allows, so that the last one counts as failed. */
type Tracked = {
  readonly what: string
  readonly id: string
  readonly attempt?: number
  readonly attempts?: number
  readonly dryRun?: boolean
}

const KEPT = 50
const MAX_CHARS = 300
/** Published at once up to so many times a second; what comes beyond is published together at the second's end. */
const PUBLISHED_A_SECOND = 20

/** The latest receipts of a plugin, on its retained topic `receipts`: the dashboard shows them on the page of the plugin. */
export function createReceipts(host: Pick<Host, 'publish'>, now: () => number = Date.now) {
  let receipts: readonly Receipt[] = []
  const publish = paced(() => host.publish('receipts', receipts, { retain: true }), now)

  function note({ what, detail, ...receipt }: Receipt) {
    const short = { ...receipt, what: cut(what), ...(detail !== undefined && { detail: cut(detail) }) }
    receipts = [short, ...receipts.filter(({ id }) => id !== receipt.id)].slice(0, KEPT)
    publish()
  }

  return {
    list: () => receipts,
    /** Says how something went that was taken before: by the other side's own word. */
    tell(id: string, state: Receipt['state'], detail?: string) {
      const known = receipts.find((receipt) => receipt.id === id)
      if (known) note({ ...known, state, ...(detail !== undefined && { detail }) })
    },
    /** Does it, or with `dryRun` only says so, and notes how it went. Rejects as the work does. */
    async track<T>({ what, id, attempt = 1, attempts, dryRun = false }: Tracked, work: () => Promise<T>): Promise<T | undefined> {
      const startedAt = now()
      const receipt = { id, what, attempt, at: new Date(startedAt).toISOString() }
      if (dryRun) {
        note({ ...receipt, state: 'ok', dryRun: true })
        return undefined
      }
      note({ ...receipt, state: 'sent' })
      try {
        const answer = await work()
        note({ ...receipt, state: 'ok', ms: now() - startedAt })
        return answer
      } catch (error) {
        const { message, permanent } = Object(error) as { message?: string; permanent?: boolean }
        const isLast = permanent === true || (attempts !== undefined && attempt >= attempts)
        note({ ...receipt, state: isLast ? 'failed' : 'retry', detail: String(message ?? error), ms: now() - startedAt })
        throw error
      }
    },
  }
}

/** The name of a receipt for the `index`th thing that one delivery asks for. */
export const receiptId = ({ idempotencyKey }: Pick<Delivery, 'idempotencyKey'>, index = 0) =>
  index === 0 ? idempotencyKey : `${idempotencyKey}:${index}`

const cut = (text: string) => (text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS - 1)}…` : text)

/** Calls at once, or at the end of a second in which it was called too often. */
function paced(call: () => void, now: () => number): () => void {
  let secondEndsAt = 0
  let calls = 0
  let isDue = false
  return () => {
    if (isDue) return
    const at = now()
    if (at >= secondEndsAt) {
      secondEndsAt = at + 1000
      calls = 0
    }
    calls += 1
    if (calls <= PUBLISHED_A_SECOND) return call()
    isDue = true
    setTimeout(
      () => {
        isDue = false
        call()
      },
      Math.min(1000, secondEndsAt - at),
    )
  }
}
