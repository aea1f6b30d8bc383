import type { EventType, UnifiedEvent } from '../../schemas/types.ts'
import type { Role } from './serve.ts'

/** Version of the messages below, said in `hello`. A client that does not know it should stop. */
export const PROTOCOL = 1

/**
 * What a client sends over /ws, as JSON text. The key comes with the upgrade, not in a message: as `Authorization: Bearer <key>`,
 * or, in a browser, as `new WebSocket(url, ['showrunner', 'key.' + key])`.
 */
export type ClientMessage =
  | {
      readonly type: 'subscribe'
      /** Event types, or `["*"]` for all. Not for the role overlay. Left out: none. */
      readonly events?: readonly (EventType | '*')[]
      /** `<plugin>.<topic>`, or `<plugin>.*` for all of a plugin's; `*` for everything, not for the role overlay. Left out: none. */
      readonly topics?: readonly string[]
      /** Sends the events after this seqNo first, then what comes. Left out: from where it is, or was acknowledged, or from now on. */
      readonly after?: number
      /** Keeps what is acknowledged under this name, also over restarts: a-z, 0-9 and -, at most 64. Not for the role overlay. */
      readonly name?: string
      /** The page this is, `<plugin>/<page>`: shown to the operator, and told to reload when its files change. */
      readonly overlay?: string
    }
  /** Everything up to this seqNo is done; a named client goes on behind it next time. */
  | { readonly type: 'ack'; readonly seqNo: number }
  /** A page is done with what its plugin published under these on `<plugin>.<topic>`, at most 64: it does not come again. */
  | { readonly type: 'ack'; readonly topic: string; readonly ids: readonly string[] }
  | { readonly type: 'ping' }

/** What the server sends over /ws, as JSON text, one message a frame. */
export type ServerMessage =
  /** First of all. `head` is the newest seqNo. */
  | { readonly type: 'hello'; readonly protocol: number; readonly head: number; readonly role: Role }
  /** Answers `subscribe`, which replaces the one before. Events follow from the one after `after`. */
  | { readonly type: 'subscribed'; readonly after: number }
  | { readonly type: 'event'; readonly event: UnifiedEvent }
  /** `retained`: it was published before, and is what its plugin wants whoever comes later to know. These come behind `subscribed`. `ack`: it comes again, to a
   * page that comes back, until one acknowledges it under that. */
  | {
      readonly type: 'publish'
      readonly plugin: string
      readonly topic: string
      readonly data: unknown
      readonly retained?: true
      readonly ack?: string
    }
  /** So many messages are missing here: the client was too slow, or the log lost them. */
  | { readonly type: 'gap'; readonly dropped: number }
  /** The log ends before `after`, so it is another log; events go on from `head`. */
  | { readonly type: 'resync'; readonly head: number }
  /** The page's files changed. */
  | { readonly type: 'reload' }
  | { readonly type: 'pong' }
  /** The message before was not followed; the connection stays. */
  | { readonly type: 'error'; readonly code: MessageError; readonly message: string }

export type MessageError = 'MESSAGE_INVALID' | 'FORBIDDEN' | 'OVERLAY_UNKNOWN'

/** Why the server closed a socket. */
export const CLOSE = {
  /** The server stops; connect again. */
  stopping: 1001,
  /** Only text is understood. */
  binary: 1003,
  /** A fault of the server; its log says which. */
  failed: 1011,
  /** The key was taken back, or has expired; connect with another. */
  revoked: 4001,
  /** Did not read fast enough; connect again and resume with `after` or `name`. */
  tooSlow: 4008,
  /** Sent more than 50 messages in a second. */
  tooMany: 4029,
} as const

/** The same for who reads it: what, and what to do next. A WebSocket carries 123 bytes of it. */
export const CLOSE_REASON = {
  stopping: 'Showrunner stops; connect again in a moment',
  binary: 'Binary messages are not understood; send JSON as text',
  failed: 'Showrunner failed at this; its log says how',
  revoked: 'The key was taken back or is too old, or you signed out; connect with another',
  tooSlow: 'You did not read fast enough; connect again, and go on by your name or "after"',
  tooMany: 'More messages in a second than one may send; send fewer: an ack of each event is not counted',
} as const satisfies Record<keyof typeof CLOSE, string>
