import type { Delivery, Host } from '#sdk'
import { createCommands } from '#sdk/game-commands'
import { createGameFit } from '#sdk/game-fit'
import { type GameMessage, isKept, messageOf, type ToldEvent, titleOf } from '#sdk/game-message'
import { createGamePost } from '#sdk/game-post'
import { createReceipts } from '#sdk/receipts'
import type { FivemSettings } from './settings.ts'

type Parts = { readonly host: Pick<Host, 'actions' | 'publish' | 'log'>; readonly settings: FivemSettings; readonly token: string }

/** How long a server that does not answer is left alone by chats and likes. */
const REST_MS = 15_000

/** The game server: what it is told, and how that goes. */
export function createServer({ host, settings, token }: Parts) {
  const { address, resource, tells, rules, timeoutMs, dryRun } = settings
  const receipts = createReceipts(host)
  const commandsFor = createCommands(rules)
  const fit = createGameFit(host.actions)
  const game = createGamePost({
    what: `The game at ${address}`,
    base: `http://${address}/${encodeURIComponent(resource)}`,
    headers: { authorization: `Bearer ${token}` },
    ...{ timeoutMs, restMs: REST_MS },
  })

  async function send(messages: readonly GameMessage[], how: Parameters<typeof game.send>[2]) {
    return game.send('/event', { id: how.id, messages }, how)
  }

  return {
    async tell(event: ToldEvent, { idempotencyKey: id, signal, attempt }: Delivery): Promise<void> {
      const commands = commandsFor(event)
      const messages = [...(tells.has(event.eventType) ? [messageOf(event)] : []), ...commands]
      if (messages.length === 0) return
      const mustArrive = isKept(event) || commands.length > 0
      const work = async () => send(await fit(messages), { id, signal, isKept: mustArrive })
      if (dryRun) host.log.info('Dry run: the game would be told', { what: titleOf(messages) })
      if (dryRun || mustArrive) await receipts.track({ what: titleOf(messages), id, attempt, dryRun }, work)
      else await work()
    },
    /** Has it answer, whatever it was told before. Rejects when it does not. */
    async ask(signal: AbortSignal) {
      await send([], { id: 'status', signal, isKept: true })
      return game.state()
    },
    state: game.state,
  }
}
