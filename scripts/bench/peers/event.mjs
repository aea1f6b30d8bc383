/** A chat of about 500 bytes of JSON, as the product itself writes it. */
export function eventOf(n) {
  const id = n % 5000
  return {
    schemaVersion: '1',
    eventId: `bench:room:${n}`,
    eventType: 'chat',
    triggerId: 1,
    seqNo: n,
    streamId: 'bench',
    sessionId: 'bench-session-0001',
    source: 'simulator',
    timestamp: '2026-01-01T00:00:00.000Z',
    ingestedAt: '2026-01-01T00:00:00.000Z',
    user: {
      userId: `71234567890123${id}`,
      uniqueId: `viewer${id}`,
      displayName: `Viewer ${id}`,
      safeName: `Viewer ${id}`,
      avatarUrl: `https://example.invalid/avatars/${id}/p.webp`,
      followRole: 1,
      isModerator: false,
    },
    payload: { message: `This is message ${n}, which says something about the screen`, language: 'en' },
  }
}
