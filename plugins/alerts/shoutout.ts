import type { Alert } from './alert.ts'
import type { AlertSettings } from './settings.ts'

/** What the streamer shows by hand. */
export type Shoutout = { readonly name: string; readonly line?: string; readonly message?: string }

/** Its card. Each is its own, however often the same is shown. */
export function shoutoutAlert({ name, line = '', message }: Shoutout, { show }: AlertSettings): Alert {
  const id = `shoutout:${crypto.randomUUID()}`
  return { ...show, id, key: id, kind: 'shoutout', name, line, ...(message && { message }), at: new Date().toISOString() }
}
