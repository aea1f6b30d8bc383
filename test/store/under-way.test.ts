import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDecoder, createEncoder } from '../../core/base/codec.ts'
import { createIdentity } from '../../core/store/erasure/identity.ts'
import { createUnderWay } from '../../core/store/erasure/under-way.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { chat } from '../contracts/store.ts'

test('what waited while its viewer was erased goes out without the viewer, and what came later as it is', () => {
  const encoder = createEncoder()
  const { decode } = createDecoder(encoder.structures)
  const underWay = createUnderWay({ store: { encode: encoder.encode, head: () => 2 }, decode })
  const packed = (seqNo: number) => ({ seqNo, bytes: encoder.encode({ ...chat(seqNo), seqNo, ingestedAt: '2026-01-01T00:00:00.000Z' }) })
  const [waiting, later] = [[packed(1), packed(2)], [packed(3)]]
  assert.equal(underWay.clean(waiting), waiting)

  underWay.add({ ...createIdentity('anon:1'), userIds: new Set(['6812345678901234567']) })
  // Packed just above.
  const users = (list: readonly { readonly bytes: Uint8Array }[]) => list.map(({ bytes }) => (decode(bytes) as UnifiedEvent).user?.userId)
  assert.deepEqual(users(underWay.clean(waiting)), ['anon:1', 'anon:1'])
  assert.equal(underWay.clean(later), later)
})
