import type { EventOf, Plugin } from '#sdk'
import type { EventType, UnifiedEvent } from '../../schemas/types.ts'

// Compiled by the gate, never run: what does not hold here is an error of the compiler.

declare const event: UnifiedEvent
declare const chat: EventOf<'chat'>

if (event.eventType === 'gift') event.payload.giftCount satisfies number
chat.triggerId satisfies 1
chat.user.safeName satisfies string
// @ts-expect-error a chat has no gift
chat.payload.giftName
// @ts-expect-error the payload of an event is known only once its type is
event.payload.message
// @ts-expect-error there is no such type
'gfit' satisfies EventType

export default {
  on: {
    gift: (gift, host) => host.publish('gift', gift.payload.coins),
    // @ts-expect-error a like has no message
    like: (like) => like.payload.message,
    '*': (anything) => anything.seqNo > 0,
  },
} satisfies Plugin
