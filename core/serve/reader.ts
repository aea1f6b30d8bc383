import type { StoredEvent } from '../store/store.ts'
import type { CLOSE } from './messages.ts'
import type { Principal } from './serve.ts'
import type { Wording } from './wording.ts'

export type Page = { readonly plugin: string; readonly page: string }

/** Whoever listens: a WebSocket of /ws, or an event stream. */
export type Reader = {
  readonly principal: Principal
  readonly kind: 'socket' | 'stream'
  /** The overlay that this is. */
  page(): Page | undefined
  /** What it listens to. */
  topics(): ReadonlySet<string>
  live(stored: StoredEvent, wording: Wording): void
  /** Whether it is for this one. */
  publish(plugin: string, topic: string, wording: Wording): boolean
  /** Told that its page's files changed. */
  reload(): void
  /** Every 15 s: says that the server is there, and lets go of who is not. */
  beat(): void
  close(why: keyof typeof CLOSE): void
}

/** Whether somebody who listens to these topics hears this one. */
export function hears(topics: ReadonlySet<string>, plugin: string, topic: string): boolean {
  return topics.has(`${plugin}.${topic}`) || topics.has(`${plugin}.*`) || topics.has('*')
}
