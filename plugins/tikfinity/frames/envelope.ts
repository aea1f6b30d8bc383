import type { UnifiedEvent } from '#sdk'

/** TikTok's own number of the message, which our ids end with; else our id. A text, as TikFinity sends it. */
export const msgIdOf = ({ eventId }: Pick<UnifiedEvent, 'eventId'>) => /^tiktok:[^:]*:(\d+)$/.exec(eventId)?.[1] ?? eventId

/** Milliseconds, as a text. */
export const createTimeOf = ({ timestamp }: Pick<UnifiedEvent, 'timestamp'>) => String(Date.parse(timestamp))

/** The streamer's handle, as TikFinity has it in each frame; its number of the account is nobody's here. */
export const ownerOf = ({ streamId }: Pick<UnifiedEvent, 'streamId'>) => ({
  tikfinityUserId: 0,
  tikfinityUsername: streamId.slice(streamId.indexOf(':') + 1),
})
