import type { Delivery, Host, UnifiedEvent } from '#sdk'
import { createLink, type LinkState } from '#sdk/link'
import { createModeration } from '#sdk/moderation'
import { createReceipts, receiptId } from '#sdk/receipts'
import { createRules } from '#sdk/rules'
import { type Answer, readAnswer } from './answers.ts'
import { createConfirmations, refusal } from './confirmations.ts'
import { DOORS } from './doors/doors.ts'
import { written } from './encode.ts'
import { type GameMessage, messageOf } from './message.ts'
import { createPeers } from './peers.ts'
import type { Rule, Settings } from './settings.ts'

/** What is old news a moment later: it waits for no game, and without rules nobody is told what became of it. */
const PASSING: readonly string[] = ['chat', 'like', 'share']

/** What of a message is a viewer's own. */
const SHOWN = '{user} {message}'

/** As the manifest's `retry` says. */
const ATTEMPTS = 4

type Sending = { readonly signal: AbortSignal; readonly attempt: number; readonly isQuiet: boolean }

export type Game = ReturnType<typeof createGame>

/** The game as it was set up: what events mean to it, the way there, and what it says of what it got. */
export function createGame(host: Pick<Host, 'actions' | 'publish' | 'log'>, settings: Settings) {
  const receipts = createReceipts(host)
  const { fitValues } = createModeration()
  const confirmations = createConfirmations()
  const peers = createPeers(tellStatus)
  const rulesFor = createRules<Rule>(settings.rules)
  const open = DOORS[settings.door]({ settings, peers, hear })
  const link = createLink({ open, close: (end) => end(), onState })

  const status = () => ({ door: settings.door, ...link.state(), games: peers.size() })

  function tellStatus() {
    host.publish('link', status(), { retain: true })
  }

  function onState({ detail }: LinkState) {
    if (detail) host.log.warn(detail)
    tellStatus()
  }

  function hear(text: string) {
    const answer = readAnswer(text)
    if (answer && !confirmations.hear(answer)) tell(answer)
  }

  function tell(answer: Answer) {
    receipts.tell(answer.id, answer.state, answer.state === 'failed' ? refusal(answer) : answer.why)
  }

  async function deliver(given: GameMessage, { signal, isQuiet }: Sending) {
    const message = await fitValues(host.actions, SHOWN, given)
    const waits = settings.confirmSeconds > 0
    await peers.ready(signal, settings.waitSeconds * 1000)
    const text = settings.format === 'json' ? JSON.stringify(message) : written(settings.template, message, settings.place)
    const said = waits && confirmations.wait(message.id, AbortSignal.any([signal, AbortSignal.timeout(settings.confirmSeconds * 1000)]))
    await Promise.all([said, peers.send({ message, text, signal, mustArrive: !isQuiet })])
    return said
  }

  async function send(message: GameMessage, sending: Sending) {
    if (sending.isQuiet) return void (await deliver(message, sending).catch(() => {}))
    const what = [message.type, message.command, message.gift].filter(Boolean).join(' ')
    const tracked = { what, id: message.id, attempt: sending.attempt, dryRun: settings.dryRun, attempts: ATTEMPTS }
    const answer = await receipts.track(tracked, () => deliver(message, sending))
    if (answer) tell(answer)
  }

  /** Nothing when the rules do not name it; without rules everything is sent. */
  const messagesOf = (event: UnifiedEvent, key: Delivery): readonly GameMessage[] => {
    if (settings.rules.length === 0) return [messageOf(event, { id: receiptId(key) })]
    return rulesFor(event).map(({ command }, index) => messageOf(event, { id: receiptId(key, index), command }))
  }

  return {
    start: link.start,
    stop: link.stop,
    /** For a game that is there: whoever presses the button does not wait for one to be started. */
    async test(message: GameMessage, signal: AbortSignal): Promise<void> {
      if (peers.size() === 0 && !settings.dryRun) throw new Error('No game is connected; start it, and try again')
      await send(message, { signal, attempt: 1, isQuiet: false })
    },
    status,
    async take(event: UnifiedEvent, delivery: Delivery): Promise<void> {
      const isPassing = PASSING.includes(event.eventType) && !settings.dryRun
      if (isPassing && peers.size() === 0) return
      const isQuiet = isPassing && settings.rules.length === 0
      const { signal, attempt } = delivery
      await Promise.all(messagesOf(event, delivery).map((message) => send(message, { signal, attempt, isQuiet })))
    },
  }
}
