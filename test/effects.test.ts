import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from '../core/base/log.ts'
import { createEffects } from '../core/effects.ts'
import { createIngest } from '../core/ingest/ingest.ts'
import type { DeliveryResult } from '../core/schedule/schedule.ts'
import { createFakeClock, createFakeStore } from './ingest/fake-store.ts'

const EMITTED = JSON.stringify({ eventType: 'custom', payload: { name: 'made' } })

test('F1: what a handler emitted and the host had no room for until it stopped has not been done, and is tried again', async () => {
  const fake = createFakeStore()
  const ingest = createIngest({ store: fake.store, clock: createFakeClock(), log: createLog({ level: 'silent' }), onAccepted: () => {} })
  const settled: DeliveryResult[] = []
  const refused: string[] = []
  const effects = createEffects({
    ingest,
    mayEmit: () => true,
    scheduler: { seqNoOf: () => 1, settle: (_plugin, results) => void settled.push(...results) },
    translate: (_plugin, error) => error,
    onRefused: (_plugin, reason) => void refused.push(reason),
  })
  fake.fill()
  const both = effects.settled(
    'maker',
    [
      { deliveryId: 1, durationMs: 1, emitted: [EMITTED] },
      { deliveryId: 2, durationMs: 1 },
    ],
    new Float64Array(),
  )
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(settled, [])
  ingest.hurry()
  await both
  assert.deepEqual(
    [settled.map(({ deliveryId, error }) => [deliveryId, error]), refused, fake.events()],
    [
      [
        [1, 'The host stopped before the events could be stored'],
        [2, undefined],
      ],
      [],
      [],
    ],
  )
})
