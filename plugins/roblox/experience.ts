import type { Delivery, Host } from '#sdk'
import { createCommands } from '#sdk/game-commands'
import { entryId, entryText } from '#sdk/game-entry'
import { createGameFit } from '#sdk/game-fit'
import { isKept, messageOf, type ToldEvent, titleOf } from '#sdk/game-message'
import { createReceipts } from '#sdk/receipts'
import { createBatches } from './batches.ts'
import { createOpenCloud, MAX_BYTES, perMinute } from './open-cloud.ts'
import type { RobloxSettings } from './settings.ts'

type Parts = { readonly host: Pick<Host, 'actions' | 'publish' | 'log' | 'signal'>; readonly settings: RobloxSettings }

/** All servers of the experience: what they are told, and how that goes. */
export function createExperience({ host, settings }: Parts) {
  const { universeId, apiKey, servers, tells, rules } = settings
  const isSetUp = universeId !== '' && apiKey !== ''
  const dryRun = settings.dryRun || !isSetUp
  const receipts = createReceipts(host)
  const commandsFor = createCommands(rules)
  const fit = createGameFit(host.actions)
  const publish = createOpenCloud(settings)
  let last: string | undefined
  const batches = createBatches({
    async publish(message) {
      await publish(message, host.signal).then(
        () => {
          last = 'Roblox took the last message'
        },
        (error: Error) => {
          last = error.message
          throw error
        },
      )
    },
    ...{ maxBytes: MAX_BYTES, perMinute: perMinute(servers) },
  })

  return {
    async tell(event: ToldEvent, { idempotencyKey: id, signal, attempt }: Delivery): Promise<void> {
      const messages = [...(tells.has(event.eventType) ? [messageOf(event)] : []), ...commandsFor(event)]
      if (messages.length === 0) return
      const sending = async () =>
        Promise.all(
          (await fit(messages)).map((message, index) =>
            batches.add(entryText(entryId(event, index), { message, maxBytes: MAX_BYTES - 2 }), signal),
          ),
        )
      if (dryRun) host.log.info('Dry run: Roblox would be told', { what: titleOf(messages) })
      const mustArrive = isKept(event) || messages.length > 1
      if (dryRun || mustArrive) await receipts.track({ what: titleOf(messages), id, attempt, dryRun }, sending)
      // What is old news a moment later is not tried again.
      else await sending().catch(() => {})
    },
    /** Publishes an empty list. */
    test: () => (isSetUp ? publish('[]', host.signal) : Promise.reject(new Error('Write the universe and the key into the settings'))),
    status: () => ({ isSetUp, dryRun, waiting: batches.size(), last: last ?? 'Nothing was sent yet' }),
    stop: batches.stop,
  }
}
