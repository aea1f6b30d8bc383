import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearest } from '../../core/base/nearest.ts'

test('nearest finds what a slip of the fingers meant, and offers nothing for another word', () => {
  const types = ['chat', 'gift', 'giftStreak', 'subscribe', 'viewerCount']
  assert.deepEqual(
    ['gfit', 'Chat', 'subscibe', 'viewercount', 'gift_streak', 'donation', '', 'x'.repeat(100_000)].map((word) => nearest(word, types)),
    ['gift', 'chat', 'subscribe', 'viewerCount', 'giftStreak', undefined, undefined, undefined],
  )
})
