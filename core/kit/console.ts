import { PermanentError, RetryError } from '#sdk/failures'
import { createModeration } from '#sdk/moderation'
import { createReceipts, receiptId } from '#sdk/receipts'
import { createRules, type When } from '#sdk/rules'
import { type Values, valuesOf } from '#sdk/template'
import type { Delivery, Host, UnifiedEvent } from '../sdk.ts'

/** What an event has the console of a game do. */
export type ConsoleRule = When & {
  readonly command: string
  /** Once for each gift of a streak, in place of once. */
  readonly each?: boolean
}

type Parts = {
  /** With a grant of `moderation.check`, for viewers' names and words. */
  readonly host: Pick<Host, 'actions' | 'publish' | 'log'>
  readonly rules: readonly ConsoleRule[]
  /** The command that a rule's template says; throws PermanentError. */
  readonly write: (template: string, values: Values) => string
  /** Resolves when it was run; rejects as core/kit/failures says. */
  readonly run: (command: string, signal: AbortSignal) => Promise<unknown>
  /** Commands a second. */
  readonly perSecond: number
  /** How often one event may have one command done. */
  readonly repeatsMax: number
  /** Of the manifest's `retry`. */
  readonly attempts: number
  readonly dryRun: boolean
  /** Milliseconds, of which only differences count. */
  readonly now?: () => number
}

/** Deliveries whose progress is remembered. */
const REMEMBERED = 200

/**
 * Has rules done at the console of a game, one command after the other, not faster than it may. Another try of an event goes on where the one before
 * ended; a command whose answer was lost is done again.
 */
export function createConsole({ host, rules, write, run, perSecond, repeatsMax, attempts, dryRun, now = () => performance.now() }: Parts) {
  const receipts = createReceipts(host)
  const { fitValues } = createModeration()
  const due = createRules(rules, now)
  const turn = createTurns(1000 / perSecond, now)
  const progress = createProgress()

  async function repeat(command: string, { id, times, signal }: { id: string; times: number; signal: AbortSignal }) {
    for (let done = progress.of(id); done < times; done += 1) {
      await turn(signal)
      await run(command, signal)
      progress.note(id, done + 1)
    }
  }

  async function follow(rule: ConsoleRule, event: UnifiedEvent, { id, delivery }: { id: string; delivery: Delivery }) {
    const times = rule.each ? Math.min(repeatsMax, countOf(event)) : 1
    if (progress.of(id) >= times) return
    const what = times === 1 ? rule.command : `${rule.command} (${times} times)`
    if (dryRun) host.log.info('Dry run: a command would be sent', { command: rule.command, times })
    await receipts.track({ what, id, attempt: delivery.attempt, attempts, dryRun }, async () => {
      const values = await fitValues(host.actions, rule.command, valuesOf(event))
      await repeat(write(rule.command, values), { id, times, signal: delivery.signal })
    })
  }

  return {
    /** Rejects when a command failed; the others are done before, unless it may work later. */
    async onEvent(event: UnifiedEvent, delivery: Delivery): Promise<void> {
      let failed: unknown
      for (const [index, rule] of due(event).entries()) {
        await follow(rule, event, { id: receiptId(delivery, index), delivery }).catch((error: unknown) => {
          if (!Object(error).permanent) throw error
          failed ??= error
        })
      }
      if (failed) throw failed
    },
  }
}

/** Throws PermanentError when the answer of a server complains of the command. */
export function refuseAnswer(answer: string, complaint: RegExp): void {
  if (complaint.test(answer)) throw new PermanentError('The server does not know this command; correct it in the rule')
}

const countOf = ({ payload }: UnifiedEvent) => {
  const { giftCount } = payload as { readonly giftCount?: number }
  return Math.max(1, giftCount ?? 1)
}

/** Resolves when it is this one's turn. Rejects with RetryError when the signal comes first. */
function createTurns(gapMs: number, now: () => number) {
  let nextAt = 0
  return async (signal: AbortSignal): Promise<void> => {
    const at = Math.max(now(), nextAt)
    nextAt = at + gapMs
    if (at > now()) await waited(at - now(), signal)
  }
}

function waited(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(new RetryError('So many commands waited that it was not the turn of this one in time'))
    })
  })
}

/** How many commands of what was asked for are done; the oldest are forgotten. */
function createProgress() {
  const done = new Map<string, number>()
  return {
    of: (id: string) => done.get(id) ?? 0,
    note(id: string, count: number) {
      done.delete(id)
      done.set(id, count)
      for (const oldest of done.keys()) {
        if (done.size <= REMEMBERED) break
        done.delete(oldest)
      }
    },
  }
}
