import { keptKey } from '../host/access.ts'
import type { Prepared } from './curl.ts'

const TIMEOUT_MS = 15_000
const MAX_SHOWN = 20_000

/** What came back: the status, how long it took, and the text, cut where it is very long. */
export type Reply = { readonly status: number; readonly ms: number; readonly text: string }

/** Asks for real, with the key of this tab, else as the browser is signed in. Rejects when there is no answer. */
export async function send({ method, url, body }: Prepared): Promise<Reply> {
  const began = performance.now()
  const key = keptKey()
  const response = await fetch(url, {
    method,
    headers: { ...(key && { authorization: `Bearer ${key}` }), ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  const text = readable(await response.text())
  return {
    status: response.status,
    ms: Math.round(performance.now() - began),
    text: text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}\n…` : text,
  }
}

function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2)
  } catch {
    return text
  }
}
