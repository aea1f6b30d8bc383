import type { UnifiedEvent } from '#sdk'
import type { Target } from './target.ts'

/** Events with what each is as JSON. */
export type Item = { readonly event: UnifiedEvent; readonly json: string; readonly bytes: number }
export type Parcel = readonly [Item, ...Item[]]

const MOST_BYTES = 256 * 1024
/** An event that is larger goes nowhere. */
export const MOST_EVENT_BYTES = 64 * 1024

export function itemOf(event: UnifiedEvent): Item {
  const json = JSON.stringify(event)
  return { event, json, bytes: new TextEncoder().encode(json).byteLength }
}

/** Items in their order, as many in one as its size allows: at most 256 KiB. */
export function parcelsOf(items: readonly Item[]): readonly Parcel[] {
  const parcels: [Item, ...Item[]][] = []
  let bytes = 0
  for (const item of items) {
    const last = parcels.at(-1)
    bytes += item.bytes
    if (last && bytes <= MOST_BYTES) last.push(item)
    else {
      parcels.push([item])
      bytes = item.bytes
    }
  }
  return parcels
}

/** A request with these events: the same ones have the same Idempotency-Key. */
export async function requestOf(parcel: Parcel, { url, format, token }: Pick<Target, 'url' | 'format' | 'token'>) {
  const lines = parcel.map(({ json }) => json)
  return {
    url: url.href,
    body: format === 'json' ? `[${lines.join(',')}]` : `${lines.join('\n')}\n`,
    headers: {
      'content-type': format === 'json' ? 'application/json' : 'application/x-ndjson',
      'idempotency-key': await keyOf(parcel),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
  }
}

/** Sixteen bytes of SHA-256 over the ids of the events, in hexadecimal. */
async function keyOf(parcel: Parcel): Promise<string> {
  const ids = parcel.map(({ event }) => event.eventId).join('\n')
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(ids))
  return Array.from(new Uint8Array(digest, 0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
