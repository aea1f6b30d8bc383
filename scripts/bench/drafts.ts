import type { Draft } from '../../core/ingest/source.ts'

/** A chat of about 500 bytes of JSON once it is an event. */
export function chatDraft(n: number): Draft {
  return { ...common(n), eventType: 'chat', payload: { message: `${textOf(n)} what happens on the screen right now`, language: 'en' } }
}

export function likeDraft(n: number): Draft {
  return { ...common(n), eventType: 'like', payload: { likeCount: 5, totalLikeCount: n } }
}

/** A gift whose name is the moment it was handed in, which the plugins of the bench tell back. */
export function giftDraft(n: number, sentAt: number): Draft {
  return {
    ...common(n),
    eventType: 'gift',
    payload: { giftId: 'timed', giftName: String(sentAt), giftCount: 1, coins: 1, diamondCount: 1 },
  }
}

/**
 * The same drafts made beforehand, with a number of their own each time: a platform's connector makes them, and what it spends is not the host's. More than
 * the young generation of the heap holds, so that they lie still.
 */
export function prepared(draft: (n: number) => Draft): (n: number) => Draft {
  const made: readonly Draft[] = JSON.parse(JSON.stringify(Array.from({ length: PREPARED }, (_, n) => draft(n))))
  return (n) => ({ ...(made[n % PREPARED] ?? draft(n)), eventId: eventIdOf(n) })
}

// As often as each of the six types comes.
const PREPARED = 6 * 1500

/** Six types in turn, a priority each, of about 500 bytes. */
export function mixedDraft(n: number): Draft {
  const kind = MIX[n % MIX.length] ?? chatDraft
  return kind(n)
}

const MIX: readonly ((n: number) => Draft)[] = [
  (n) => ({ ...common(n), eventType: 'gift', payload: { giftId: '5655', giftName: textOf(n), giftCount: 1, coins: 1, diamondCount: 1 } }),
  (n) => ({ ...common(n), eventType: 'subscribe', payload: { subMonth: 1, subscribeType: textOf(n) } }),
  (n) => ({ ...common(n), eventType: 'follow', payload: { displayType: textOf(n) } }),
  (n) => ({ ...common(n), eventType: 'share', payload: { displayType: textOf(n) } }),
  chatDraft,
  (n) => ({ ...common(n), eventType: 'question', payload: { question: textOf(n) } }),
]

const eventIdOf = (n: number) => `bench:room:${n}`
const textOf = (n: number) => `This is message ${n}, which says something about`

function common(n: number) {
  return { eventId: eventIdOf(n), timestamp: '2026-01-01T00:00:00.000Z', user: userOf(n) }
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
