import type { DeliveryPage, Why } from '../../schemas/types.ts'
import { eventLine } from '../event-line.ts'
import { queryOf, tell } from './answer.ts'
import { localTime } from './local-time.ts'
import { plain } from './plain.ts'
import type { ReachOptions } from './reaching.ts'
import { createClient } from './running.ts'
import { table } from './table.ts'

export type DeliveriesOptions = ReachOptions & {
  readonly plugin?: string
  readonly state?: string
  readonly limit: number
  readonly cursor?: string
}

/** Lists what is on its way to plugins, or came to its end, newest first. */
export async function deliveries(options: DeliveriesOptions): Promise<void> {
  const { plugin, state, limit, cursor } = options
  // The host answers as its schemas say; so does what is below.
  const page = (await createClient(options).get(`/api/deliveries${queryOf({ plugin, state, limit, cursor })}`)) as DeliveryPage
  tell(page, options, ({ deliveries: found, next }) => {
    const rows = found.map((delivery) => [
      ...[String(delivery.seqNo), delivery.plugin, delivery.eventType, delivery.state, String(delivery.priority ?? '')],
      ...[delivery.at === undefined ? '' : localTime(delivery.at), plain(delivery.detail ?? '')],
    ])
    const list = found.length === 0 ? 'There are none here' : table(['event', 'plugin', 'type', 'state', 'priority', 'since', ''], rows)
    return [list, ...(next === undefined ? [] : [`More with --cursor ${next}`])]
  })
}

/** Says what became of one event, lane by lane. */
export async function why(seqNo: number, options: ReachOptions): Promise<void> {
  const answer = (await createClient(options).get(`/api/events/${seqNo}/why`)) as Why
  tell(answer, options, ({ event, sentence, lanes, frames }) => [
    `Event ${seqNo}: ${plain(eventLine(event)?.text ?? event.eventType)}`,
    plain(sentence),
    ...lanes.flatMap((lane) => [
      plain(lane.sentence),
      ...lane.steps.map(
        ({ at, what, detail }) => `  ${at?.slice(11, 23) ?? ''.padEnd(12)}  ${what}${detail === undefined ? '' : `: ${plain(detail)}`}`,
      ),
    ]),
    ...(frames?.sent ?? []).map(({ at, topic, readers }) => `  ${at.slice(11, 23)}  sent to ${readers} readers: ${plain(topic)}`),
  ])
}
