import assert from 'node:assert/strict'
import test from 'node:test'
import { playRecordedLive, RECORDED } from '../../support/recorded-live.ts'
import { assertValid } from './assert-valid.ts'
import { followFake, ofType } from './followed.ts'

test('337 recorded messages go through the real connector, none is lost and every streak adds up', async (t) => {
  const followed = await followFake(t)
  const { source, drafts } = followed
  if (!(await playRecordedLive(t, followed))) return
  await followed.until(() => wireDrafts(drafts).length >= RECORDED)

  const counts: Record<string, number> = {}
  for (const { eventType } of wireDrafts(drafts)) counts[eventType] = (counts[eventType] ?? 0) + 1
  assert.deepEqual(counts, {
    battle: 20,
    caption: 9,
    chat: 48,
    chatDeleted: 11,
    custom: 11,
    emote: 10,
    envelope: 10,
    follow: 17,
    gift: 42,
    goalUpdate: 10,
    join: 39,
    like: 39,
    question: 10,
    raw: 12,
    share: 25,
    streamEnd: 4,
    viewerCount: 20,
  })
  assert.deepEqual(
    [...new Set(ofType(drafts, 'raw').map(({ payload }) => `${payload.rawType} ${payload.reason}`))],
    ['WebcastBarrageMessage unmapped', 'WebcastCaptionMessage unmapped'],
  )
  assert.deepEqual([source.status().malformed, source.status().unknown], [0, 0])
  assertStreaksAddUp(ofType(drafts, 'gift'))
  for (const draft of drafts) assertValid(draft)
})

/** Everything that came from a message; the others are the source's own. */
function wireDrafts<D extends { readonly eventId?: string }>(drafts: readonly D[]): D[] {
  return drafts.filter(({ eventId }) => eventId !== undefined)
}

function assertStreaksAddUp(gifts: ReturnType<typeof ofType<'gift'>>) {
  const highest = new Map<string, number>()
  for (const { streak, payload, value } of gifts) {
    assert.ok(streak, 'all recorded gifts are streakable')
    assert.deepEqual([payload.coins, value?.coins], [payload.giftCount * (payload.diamondCount ?? 0), payload.coins])
    assert.equal(streak.count, payload.giftCount)
    if (streak.ended)
      assert.equal(streak.count, Math.max(highest.get(streak.key) ?? 0, streak.count), `the end of ${streak.key} has its total`)
    highest.set(streak.key, Math.max(highest.get(streak.key) ?? 0, streak.count))
  }
  assert.ok(highest.size > 10)
}
