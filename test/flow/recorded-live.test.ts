import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Draft } from '../../core/ingest/source.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { followFake, ofType } from '../ingest/tiktok/followed.ts'
import { startHost } from '../support/host.ts'
import { playRecordedLive, RECORDED } from '../support/recorded-live.ts'

test('a recorded live ends up in the log whole: every message as an event, every streak counted once', async (t) => {
  const host = await startHost(t, { only: [] })
  const door = host.door()
  const drafts: Draft[] = []
  const followed = await followFake(
    t,
    {},
    {
      ...door,
      ingest(more) {
        drafts.push(...more)
        return door.ingest(more)
      },
    },
  )
  if (!(await playRecordedLive(t, followed))) return
  await host.until(() => drafts.filter(({ eventId }) => eventId !== undefined).length >= RECORDED)
  await followed.source.stop()
  await host.until((events) => events.at(-1)?.eventType === 'streamEnd')

  const accepted = new Map(host.events.map((event) => [event.eventId, event]))
  const missing = drafts.filter(({ eventType, eventId }) => eventType !== 'gift' && eventId !== undefined && !accepted.has(eventId))
  assert.deepEqual(missing, [])
  assert.deepEqual(totals(ofTypeAccepted(host.events, 'gift')), highestOf(ofType(drafts, 'gift')))
})

type Totals = Readonly<Record<string, number>>

/** Coins by streak, whose id is the room's and then the platform's key. */
function totals(gifts: readonly { readonly payload: { readonly streakId?: string; readonly coins: number } }[]): Totals {
  const sums: Record<string, number> = {}
  for (const { payload } of gifts) {
    const key = (payload.streakId ?? '').split(':').slice(-3).join(':')
    sums[key] = (sums[key] ?? 0) + payload.coins
  }
  return sums
}

/** What the highest step of each streak was worth, whatever order the steps came in. */
function highestOf(gifts: ReturnType<typeof ofType<'gift'>>): Totals {
  const highest: Record<string, number> = {}
  for (const { streak, payload } of gifts) if (streak) highest[streak.key] = Math.max(highest[streak.key] ?? 0, payload.coins)
  return highest
}

function ofTypeAccepted<T extends UnifiedEvent['eventType']>(events: readonly UnifiedEvent[], eventType: T) {
  return events.filter((event): event is Extract<UnifiedEvent, { eventType: T }> => event.eventType === eventType)
}
