import type { ChannelChat, ChannelRoom, ChannelTip, ChannelViewers } from '../../../schemas/types.ts'
import type { ProblemCode } from '../problem.ts'

/** What a client of /streaming or /streaming/overlay says, as JSON text: `{ "event": "join_session", "data": { … } }`. */
export type ChannelDemand =
  | { readonly event: 'join_session' | 'leave_session' | 'join_overlay' | 'leave_overlay'; readonly data: ChannelRoom }
  | { readonly event: 'update_viewers'; readonly data: ChannelViewers }
  | { readonly event: 'add_tip'; readonly data: ChannelTip }
  | { readonly event: 'chatbot_message'; readonly data: ChannelChat }

export type DemandName = ChannelDemand['event']

/** What each demand carries: a definition of schemas/api/streams.v1. */
export const CARRIES = {
  join_session: 'ChannelRoom',
  leave_session: 'ChannelRoom',
  join_overlay: 'ChannelRoom',
  leave_overlay: 'ChannelRoom',
  update_viewers: 'ChannelViewers',
  add_tip: 'ChannelTip',
  chatbot_message: 'ChannelChat',
} as const satisfies Record<DemandName, string>

/** Who says what where: an overlay reads and changes nothing. */
export const SAID_ON = {
  streaming: ['join_session', 'leave_session', 'update_viewers', 'add_tip', 'chatbot_message'],
  overlay: ['join_overlay', 'leave_overlay'],
} as const satisfies Record<string, readonly DemandName[]>

export type ChannelKind = keyof typeof SAID_ON

/** What the server says, in the same form. */
export type ChannelEvent =
  | 'session_updated'
  | 'tip_received'
  | 'goal_progress'
  | 'goal_completed'
  | 'chatbot_response'
  | 'chat_participant_audio'
  | 'animation_trigger'
  | 'menu_updated'
  | 'error'

/** Why a demand was not followed; GAP says that messages were left out, because they were read too slowly. */
export type ChannelError = {
  readonly message: string
  readonly code: ProblemCode | 'MESSAGE_INVALID' | 'FORBIDDEN' | 'TOO_MANY_ROOMS' | 'GAP'
  readonly sessionId?: string
}

/** A message as it goes out. */
export function frameOf(event: ChannelEvent, data: unknown): Buffer {
  return Buffer.from(JSON.stringify({ event, data }))
}
