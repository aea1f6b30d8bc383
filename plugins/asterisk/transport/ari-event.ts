/** What ARI tells of a call, as far as it matters here (Asterisk 22, api-docs/events.json). */
export type AriEvent =
  | { readonly type: 'answered' | 'hangup'; readonly id: string }
  /** Why, by the number of Q.850 and in words. */
  | { readonly type: 'gone'; readonly id: string; readonly cause: number; readonly words: string }
  | { readonly type: 'dial'; readonly id: string; readonly status: string }
  | { readonly type: 'played'; readonly id: string; readonly isDone: boolean }

type Told = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>> & {
  readonly type?: unknown
  readonly cause?: unknown
  readonly cause_txt?: unknown
  readonly dialstatus?: unknown
}

/** Undefined for all that does not matter here. */
export function readAriEvent(json: string): AriEvent | undefined {
  const told = Object(JSON.parse(json)) as Told
  const id = String(told.channel?.id ?? '')
  switch (told.type) {
    case 'StasisStart':
      return { type: 'answered', id }
    case 'ChannelHangupRequest':
      return { type: 'hangup', id }
    case 'StasisEnd':
    case 'ChannelDestroyed':
      return { type: 'gone', id, cause: Number(told.cause ?? 0), words: String(told.cause_txt ?? '') }
    case 'Dial':
      return { type: 'dial', id: String(told.peer?.id ?? ''), status: String(told.dialstatus ?? '') }
    case 'PlaybackFinished':
      return { type: 'played', id: String(told.playback?.id ?? ''), isDone: told.playback?.state === 'done' }
    default:
      return undefined
  }
}
