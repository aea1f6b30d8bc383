import type { Delivery, Host, UnifiedEvent } from '#sdk'
import { createModeration } from '#sdk/moderation'
import { createReceipts, receiptId } from '#sdk/receipts'
import { createRules } from '#sdk/rules'
import { valuesOf } from '#sdk/template'
import { createBox } from './box.ts'
import { type Message, messageOf } from './message.ts'
import { createPolls } from './polls.ts'
import type { Rule, Settings } from './settings.ts'

/** What is old news a moment later: it does not wait for a game that is not there. */
const PASSING: readonly string[] = ['chat', 'like', 'share']

/** As the manifest's `retry` says. */
const ATTEMPTS = 4

export type Game = ReturnType<typeof createGame>

/** The game: what events do in it, what waits for it, and what it says. */
export function createGame(host: Pick<Host, 'actions' | 'publish' | 'signal'>, { rules, waitSeconds, dryRun }: Settings) {
  const receipts = createReceipts(host)
  const { fitValues } = createModeration()
  const rulesFor = createRules<Rule>(rules)
  const box = createBox()
  const polls = createPolls({ box, signal: host.signal })

  async function send(message: Message, { signal, attempt }: Pick<Delivery, 'signal' | 'attempt'>): Promise<void> {
    const what = `${message.effect} for ${message.type}`
    await receipts.track({ what, id: message.id, attempt, attempts: ATTEMPTS, dryRun }, () =>
      box.put(message, { signal, waitMs: waitSeconds * 1000 }),
    )
  }

  return {
    send,
    answer: polls.answer,
    status: () => ({ isThere: polls.isThere() }),
    async take(event: UnifiedEvent, delivery: Delivery): Promise<void> {
      if (PASSING.includes(event.eventType) && !polls.isThere()) return
      const due = rulesFor(event)
      if (due.length === 0) return
      const shown = ['{user}', ...due.map(({ text }) => text)].join()
      const values = await fitValues(host.actions, shown, valuesOf(event))
      const messages = due.map((rule, index) => messageOf(values, rule, receiptId(delivery, index)))
      await Promise.all(messages.map((message) => send(message, delivery)))
    },
  }
}
