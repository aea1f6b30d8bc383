import type { Draft } from '../../core/ingest/source.ts'

/** A chat of about 500 bytes of JSON once it is an event. */
export function chatDraft(n: number): Draft {
  return {
    eventType: 'chat',
    eventId: `bench:room:${n}`,
    timestamp: '2026-01-01T00:00:00.000Z',
    user: userOf(n),
    payload: { message: `This is message ${n}, which says something about what happens on the screen right now`, language: 'en' },
  }
}

export function likeDraft(n: number): Draft {
  return { eventType: 'like', eventId: `bench:room:${n}`, user: userOf(n), payload: { likeCount: 5, totalLikeCount: n } }
}

/** A gift whose name is the moment it was handed in. */
export function giftDraft(n: number, sentAt: number): Draft {
  return {
    eventType: 'gift',
    eventId: `bench:room:${n}`,
    user: userOf(n),
    payload: { giftId: '5655', giftName: String(sentAt), giftCount: 1, coins: 1, diamondCount: 1 },
  }
}

function userOf(n: number) {
  const id = n % 5000
  return {
    userId: `71234567890123${id}`,
    uniqueId: `viewer${id}`,
    displayName: `Viewer number ${id}`,
    avatarUrl: `https://example.invalid/avatars/${id}/picture.webp`,
    followRole: 1 as const,
    isModerator: false,
    isSubscriber: false,
  }
}
