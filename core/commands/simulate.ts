import { EVENT_TYPES } from '../../schemas/types.ts'
import { HostError } from '../base/errors.ts'
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
  if (!EVENT_TYPES.some((type) => type === eventType)) {
    const said = eventType === undefined ? 'Say which event type' : `There is no event type "${eventType}"`
    throw new HostError('USAGE', `${said}; there are ${EVENT_TYPES.join(', ')}`)
  }
  const input = { ...parseData(options.data), ...Object.fromEntries(fields.map(parseField)) }
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
