import type { Delivery, EventOf, Host, UnifiedEvent } from '#sdk'
import { createOnce } from '#sdk/once'
import { createReceipts, receiptId } from '#sdk/receipts'
import { createRules } from '#sdk/rules'
import { type Called, contextOf } from './calls/context.ts'
import { createTool } from './calls/tool.ts'
import { createDoor } from './door.ts'
import { createFrames, type Frame } from './frames/frames.ts'
import type { CallRule, TikfinitySettings } from './settings.ts'
import { createAnswer as createSocketAnswer } from './socket/answer.ts'
import { createHub } from './socket/hub.ts'
import { createLatest } from './socket/latest.ts'
import { createAnswer as createToolAnswer } from './tool/answer.ts'
import { valuesOfContext } from './tool/context.ts'
import { inputOf } from './tool/input.ts'
import type { Offer } from './tool/offers.ts'

export type Heard = Called | 'giftStreak' | 'viewerCount' | 'streamEnd'

const VIEWERS_EVERY_MS = 2000
const ATTEMPTS = 4
const VERSION = '1.0.0'

export type Bridge = ReturnType<typeof createBridge>

/** Three ways to TikFinity's world: programs that hear events, TikFinity that runs our actions, and tools whose actions we run. */
export function createBridge(host: Host, { events, tool: offered, call, dryRun }: TikfinitySettings) {
  const frameOf = createFrames({ nested: events.nested })
  const hub = createHub({ most: events.most })
  const viewers = createLatest<Frame>(VIEWERS_EVERY_MS, (frame) => hub.tell(frame))
  const receipts = createReceipts(host)
  const tool = createTool(call.address)
  const rulesFor = createRules<CallRule>(call.rules)
  const once = createOnce()
  const warn = (sentence: string) => host.log.warn(sentence)
  let ran = 0

  const doors = {
    events: createDoor({
      ...{ what: 'The event socket', port: events.port, origins: events.origins, warn },
      answer: createSocketAnswer(hub, Deno.upgradeWebSocket),
    }),
    actions: createDoor({
      ...{ what: 'The action API', port: offered.port, origins: offered.origins, warn },
      answer: createToolAnswer({ offers: offered.offers, version: VERSION, origins: offered.origins, run }),
    }),
  }

  /** Runs what TikFinity asked for. */
  function run({ name, action, input }: Offer, context: unknown): Promise<unknown> {
    ran += 1
    return receipts.track({ what: `${name}: ${action}`, id: `run:${ran}`, attempts: 1, dryRun }, () =>
      host.actions.call(action, inputOf(input, valuesOfContext(context))),
    )
  }

  /** Once, also over a crash: a frame that is late is worse than none, and programs do not know what they had. */
  function tell(event: UnifiedEvent, { redelivered }: Pick<Delivery, 'redelivered'>) {
    if (redelivered || dryRun || !events.isOn) return
    const frame = frameOf(event)
    if (frame?.event === 'roomUser') viewers.push(frame)
    else if (frame) hub.tell(frame)
  }

  async function callTools(event: EventOf<Called>, delivery: Delivery): Promise<void> {
    const orders = rulesFor(event).map((rule, index) => ({ rule, id: receiptId(delivery, index) }))
    const calls = orders.map(({ rule, id }) =>
      once(id, () => {
        const { categoryId, actionId } = rule
        const tracked = {
          what: `${event.eventType}: ${categoryId}, ${actionId}`,
          id,
          attempt: delivery.attempt,
          attempts: ATTEMPTS,
          dryRun,
        }
        return receipts.track(tracked, () => tool.exec({ categoryId, actionId, context: contextOf(event, rule) }, delivery.signal))
      }),
    )
    const failed = (await Promise.allSettled(calls)).find((call) => call.status === 'rejected')
    if (failed) throw failed.reason
  }

  return {
    tool,
    start() {
      if (events.isOn) doors.events.start()
      if (offered.isOn) doors.actions.start()
    },
    async hear(event: EventOf<Heard>, delivery: Delivery): Promise<void> {
      tell(event, delivery)
      if (isCalled(event)) await callTools(event, delivery)
    },
    status: () => ({ eventSocket: doors.events.state(), ...hub.status(), actionApi: doors.actions.state(), dryRun }),
    stop() {
      viewers.stop()
      hub.close()
      doors.events.stop()
      doors.actions.stop()
    },
  }
}

const isCalled = (event: EventOf<Heard>): event is EventOf<Called> =>
  event.eventType !== 'giftStreak' && event.eventType !== 'viewerCount' && event.eventType !== 'streamEnd'
