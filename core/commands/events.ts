import type { EventPage, UnifiedEvent } from '../../schemas/types.ts'
import { eventLine } from '../event-line.ts'
import { queryOf } from './answer.ts'
import { plain } from './plain.ts'
import type { ReachOptions } from './reaching.ts'
import { createClient } from './running.ts'

export type EventsOptions = ReachOptions & {
  readonly limit: number
  readonly cursor?: string
  readonly types?: string
  readonly session?: string
  readonly user?: string
  readonly q?: string
  readonly source?: string
  readonly since?: string
  readonly until?: string
  readonly follow?: boolean
}

/** Lists accepted events, newest first; or tells each as it comes, until Ctrl+C. */
export async function events(options: EventsOptions): Promise<void> {
  const { limit, cursor, types, session, user, q, source, since, until } = options
  const client = createClient(options)
  if (options.follow) {
    for await (const data of client.stream(`/api/events/stream${queryOf({ types: types ?? '*' })}`, 'event')) show(eventOf(data), options)
    return
  }
  // The host answers as its schemas say.
  const page = (await client.get(`/api/events${queryOf({ limit, cursor, types, session, user, q, source, since, until })}`)) as EventPage
  if (options.json) return console.log(JSON.stringify(page, undefined, 2))
  for (const event of page.events) show(event, options)
  if (page.events.length === 0) console.log(page.next === undefined ? 'There are none' : 'There are none in what was looked at')
  if (page.next !== undefined) console.log(`More with --cursor ${page.next}`)
}

function show(event: UnifiedEvent, { json }: EventsOptions): void {
  console.log(json ? JSON.stringify(event) : lineOf(event))
}

function lineOf(event: UnifiedEvent): string {
  const line = eventLine(event)
  const time = event.timestamp.slice(0, 19).replace('T', ' ')
  return `${String(event.seqNo).padStart(8)}  ${time}  ${line?.icon ?? '  '} ${plain(line?.text ?? event.eventType)}`
}

/** The message of a stream has its event in it. */
function eventOf(data: unknown): UnifiedEvent {
  return (data as { event: UnifiedEvent }).event
}
