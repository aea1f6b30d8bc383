import { EVENT_TYPES, type EventType } from '../../schemas/types.ts'
import { HostError } from '../base/errors.ts'
import { unknownField } from '../ingest/simulator/known-fields.ts'
import { fieldNames } from '../ingest/simulator/simulated.ts'
import { createClient } from './running.ts'

export type SimulateOptions = {
  readonly dataDir: string
  readonly url?: string
  readonly data?: string
  readonly times: number
  readonly json?: boolean
}

/** Sends simulated events to the running host, as if viewers had caused them. */
export async function simulate(eventType: string | undefined, fields: readonly string[], options: SimulateOptions): Promise<void> {
  const type = EVENT_TYPES.find((known) => known === eventType)
  if (!type) {
    const said = eventType === undefined ? 'Say which event type' : `There is no event type "${eventType}"`
    throw new HostError('USAGE', `${said}; there are ${EVENT_TYPES.join(', ')}`)
  }
  const typed = Object.fromEntries(fields.map(parseField))
  refuseUnknown(type, Object.keys(typed))
  const input = { ...parseData(options.data), ...typed }
  const client = createClient(options)
  for (let n = 0; n < options.times; n += 1) {
    const answer = await client.post(`/api/simulate/${eventType}`, input)
    console.log(
      options.json
        ? JSON.stringify(answer)
        : `Sent: ${eventType}, accepted as number ${(answer as { event: { seqNo: number } }).event.seqNo}`,
    )
  }
}

/** Before anything is sent, and as a mistake in the command. */
function refuseUnknown(type: EventType, names: readonly string[]) {
  const known = fieldNames(type)
  const wrong = names.find((name) => !known.includes(name))
  if (wrong === undefined) return
  throw new HostError('USAGE', unknownField(type, wrong, known))
}

function parseData(text = '{}'): Record<string, unknown> {
  try {
    return Object(JSON.parse(text))
  } catch (cause) {
    throw new HostError('USAGE', '--data-json is not JSON', { data: text }, cause)
  }
}

/** `giftName=Rose` or `giftCount=5`: what reads as a number or boolean is one. */
function parseField(field: string): readonly [string, unknown] {
  const at = field.indexOf('=')
  if (at < 1) throw new HostError('USAGE', `"${field}" is not field=value`)
  const text = field.slice(at + 1)
  const plain = /^(-?\d+(\.\d+)?|true|false)$/.test(text) && text.length < 16
  return [field.slice(0, at), plain ? JSON.parse(text) : text]
}
