import type { Delivery, Host } from '#sdk'
import { PermanentError } from '#sdk/failures'
import { entryId } from '#sdk/game-entry'
import { createGameFit } from '#sdk/game-fit'
import { commandMessage, type GameMessage, isKept, messageOf, type ToldEvent, titleOf } from '#sdk/game-message'
import { createReceipts } from '#sdk/receipts'
import { createRules } from '#sdk/rules'
import { createDances } from './dances.ts'
import type { GmodSettings, Rule } from './settings.ts'
import { createStates } from './states.ts'
import { WAY } from './ways/ways.ts'

type Parts = {
  readonly host: Pick<Host, 'actions' | 'publish' | 'log' | 'signal'>
  readonly settings: GmodSettings
  readonly token: string
}

/** The game: what it is told, and how that goes. */
export function createService({ host, settings, token }: Parts) {
  const { isOn, tells, dryRun, danceMs, dancesMax: max } = settings
  const way = WAY[settings.way]({ ...settings, token, onState: createStates(host.log) })
  const receipts = createReceipts(host)
  const fit = createGameFit(host.actions)
  const fitting = createRules<Rule>(settings.rules)
  const dances = createDances({ danceMs, max, begin: dance })

  function dance({ id, user, command }: { readonly id: string; readonly user: string; readonly command: string }): Promise<void> {
    const message = commandMessage({ command, user, seconds: danceMs / 1000 }, Date.now())
    return deliver([message], { id, entry: id, attempt: 1, signal: host.signal, mustArrive: true })
  }

  type How = {
    readonly id: string
    readonly entry: string
    readonly attempt: number
    readonly signal: AbortSignal
    readonly mustArrive: boolean
  }

  /** In order; the first that fails is the last. */
  async function deliver(messages: readonly GameMessage[], { id, entry, attempt, signal, mustArrive }: How): Promise<void> {
    const what = titleOf(messages)
    async function sending() {
      for (const [index, message] of (await fit(messages)).entries())
        await way.send(message, { id: index === 0 ? entry : `${entry}-${index}`, signal, isKept: mustArrive })
    }
    if (dryRun) host.log.info('Dry run: the game would be told', { what })
    if (dryRun || mustArrive) await receipts.track({ what, id, attempt, dryRun }, sending)
    // What is old news a moment later is not tried again.
    else await sending().catch(({ message }: Error) => host.log.debug('The game was not told', { what, why: message }))
  }

  function queueDance({ command }: Rule, { id, user }: { readonly id: string; readonly user: string }) {
    if (dances.ask({ id, user, command: command || 'dance' })) return
    const refuse = () => Promise.reject(new PermanentError(`${max} dances wait already`))
    void receipts.track({ what: `command ${command || 'dance'}`, id }, refuse).catch(() => {})
  }

  return {
    async tell(event: ToldEvent, { idempotencyKey: id, signal, attempt }: Delivery): Promise<void> {
      if (!isOn) return
      const user = event.user?.safeName ?? ''
      const rules = fitting(event)
      const commands = rules.flatMap(({ do: deed, command, seconds = 0 }) =>
        deed === 'dance' ? [] : [commandMessage({ command, user, ...(seconds > 0 && { seconds }) }, Date.now())],
      )
      const messages = [...(tells.has(event.eventType) ? [messageOf(event)] : []), ...commands]
      const mustArrive = isKept(event) || rules.length > 0
      if (messages.length > 0) await deliver(messages, { id, entry: entryId(event, 0), attempt, signal, mustArrive })
      // Last, since a try that failed before would ask for it again.
      for (const [index, rule] of rules.entries()) if (rule.do === 'dance') queueDance(rule, { id: `${id}:dance:${index}`, user })
    },
    async command(
      data: { readonly command: string; readonly user?: string; readonly seconds?: number },
      signal: AbortSignal,
    ): Promise<void> {
      const id = `action-${Date.now().toString(36)}`
      await deliver([commandMessage(data, Date.now())], { id, entry: id, attempt: 1, signal, mustArrive: true })
    },
    async connect() {
      if (isOn && !dryRun) await way.start()
    },
    disconnect() {
      dances.stop()
      way.stop()
    },
    isConnected: () => way.state().state === 'open',
    status: () => ({
      ...{ isOn, dryRun, way: settings.way, ...way.state() },
      ...(settings.way === 'door' ? { port: settings.doorPort } : { address: settings.address }),
      ...{ waiting: way.waiting?.() ?? 0, dancesWaiting: dances.waiting() },
    }),
  }
}
