import type { Delivery, Host, UnifiedEvent } from '#sdk'
import { createModeration } from '#sdk/moderation'
import { createOnce } from '#sdk/once'
import { createReceipts, receiptId } from '#sdk/receipts'
import { createRules } from '#sdk/rules'
import { createGuestGame, createHostGame, type MakeSession } from './game/game.ts'
import { createSession } from './game/session.ts'
import type { CrowdControlSettings, EffectRule } from './settings.ts'
import { wantedOf } from './wanted.ts'
import { hashed } from './wire/password.ts'
import type { Wanted } from './wire/request.ts'

export type Control = ReturnType<typeof createControl>

const ATTEMPTS = 6
const LAST_ID = 0xffff_ffff

/** Effects of a game, by what happens in the live. */
export function createControl(host: Host, settings: CrowdControlSettings) {
  const { way, port, address, password, hash, answerMs, rules, dryRun } = settings
  const receipts = createReceipts(host)
  const rulesFor = createRules<EffectRule>(rules)
  const once = createOnce()
  const { fitName } = createModeration()
  const warn = (sentence: string) => host.log.warn(sentence)
  let lastId = 0
  let byHand = 0
  // A game answers by the number, so none is used for two things.
  const nextId = () => (lastId = (lastId % LAST_ID) + 1)

  const session: MakeSession = (conn, lost) =>
    createSession({ conn, lost, answerMs, nextId, ...(password !== '' && { password: () => hashed(password, hash) }) })
  const game =
    way === 'server' ? createGuestGame({ hostname: '127.0.0.1', port, session, warn }) : createHostGame({ ...address, session, warn })

  type Order = {
    readonly wanted: () => Wanted | Promise<Wanted>
    readonly what: string
    readonly id: string
    readonly attempt?: number
    readonly signal: AbortSignal
  }

  /** Has the game do it, with a receipt that goes on while it runs. */
  async function order({ wanted, what, id, attempt = 1, signal }: Order): Promise<void> {
    let isTaken = false
    const heard: (() => void)[] = []
    const told = ({ state, detail }: { state: 'running' | 'finished' | 'failed'; detail?: string }) => {
      const tell = () => receipts.tell(id, state, detail ?? '')
      if (isTaken) tell()
      else heard.push(tell)
    }
    await receipts.track({ what, id, attempt, attempts: ATTEMPTS, dryRun }, async () => {
      const effect = await wanted()
      await game.session().start(effect, { signal, told })
    })
    isTaken = true
    for (const tell of heard) tell()
  }

  /** Whom moderation hides is called `***`. */
  async function fit({ viewer, viewers, ...wanted }: Wanted): Promise<Wanted> {
    const fitting = (name: string) => fitName(host.actions, name)
    const all = viewers && { viewers: await Promise.all(viewers.map(async (one) => ({ ...one, name: await fitting(one.name) }))) }
    return { ...wanted, viewer: await fitting(viewer), ...all }
  }

  async function hear(event: UnifiedEvent, delivery: Delivery): Promise<void> {
    const orders = rulesFor(event).map((rule, index) => {
      const id = receiptId(delivery, index)
      const { attempt, signal } = delivery
      return once(id, () =>
        order({ wanted: async () => fit(wantedOf(rule, event)), what: `${event.eventType}: ${rule.code}`, id, attempt, signal }),
      )
    })
    const failed = (await Promise.allSettled(orders)).find((one) => one.status === 'rejected')
    if (failed) throw failed.reason
  }

  return {
    start: game.start,
    stop: game.stop,
    hear,
    async effect(wanted: Wanted): Promise<{ readonly receipt: string }> {
      byHand += 1
      const receipt = `hand:${byHand}`
      await order({ wanted: () => wanted, what: `by hand: ${wanted.code}`, id: receipt, attempt: ATTEMPTS, signal: host.signal })
      return { receipt }
    },
    end: (code: string) => game.session().stop(code, host.signal),
    status() {
      const state = game.state()
      return { way, state, unavailable: state === 'open' ? game.session().unavailable() : [], dryRun }
    },
  }
}
