import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emitterOf } from '../../core/kit/emitter.ts'
import type { EventSource } from '../../schemas/types.ts'

const of = (source: EventSource, eventId: string) => emitterOf({ source, eventId })

test('who emitted an event is what the host wrote into its id, in a handler, outside of one, and when it is given once more', () => {
  assert.deepEqual(
    [of('plugin', 'plugin:goals:1002:0'), of('plugin', 'plugin:goals:2f6a:7'), of('replay', 'replay:dead-alerts-9:plugin:goals:1002:0')],
    ['goals', 'goals', 'goals'],
  )
})

test('what comes from elsewhere no plugin emitted, whatever its id says', () => {
  assert.deepEqual(
    [of('api', 'plugin:goals:1:0'), of('live', 'tiktok:1:plugin:goals:1:0'), of('replay', 'replay:9-abc:tiktok:1:plugin:goals:1:0')],
    [undefined, undefined, undefined],
  )
})
