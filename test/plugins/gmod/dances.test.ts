import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { createDances } from '../../../plugins/gmod/dances.ts'

test('S0-091: dances come one after the other, ten seconds each, and at most five wait', (t) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.after(() => mock.timers.reset())
  const begun: string[] = []
  const dances = createDances({ danceMs: 10_000, max: 5, begin: async ({ user }) => void begun.push(user) })
  const asked = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((user) => dances.ask({ id: user, user, command: 'dance' }))
  assert.deepEqual(asked, [true, true, true, true, true, true, false])
  mock.timers.tick(9999)
  assert.deepEqual(begun, ['a'])
  mock.timers.tick(1)
  assert.deepEqual([begun, dances.waiting()], [['a', 'b'], 4])
  dances.stop()
  mock.timers.tick(60_000)
  assert.deepEqual([begun, dances.waiting()], [['a', 'b'], 0])
})
