import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from '../../../core/base/log.ts'
import { createBrokerUnderTest } from './broker-under-test.ts'

test('what a plugin may emit follows its grants of the moment; refusals are counted, and the first is logged with its name', async (t) => {
  const lines: string[] = []
  const log = createLog({ write: (line) => void lines.push(line) })
  const { broker, grant } = await createBrokerUnderTest(t, { emit: ['tip'] }, { log })
  const all = ['tip', 'gift', 'gift', 'chat', 'custom', undefined, 7, ['gift'], 'constructor']
  const first = all.map((type) => broker.mayEmit('stranger', type))
  grant({})
  assert.deepEqual([first, broker.mayEmit('stranger', 'tip')], [[true, false, false, true, true, true, true, true, true], false])
  assert.deepEqual(
    broker.usage('stranger').map(({ power, what, count, denied }) => [power, what, count, denied]),
    [
      ['emit', 'tip', 1, 1],
      ['emit', 'gift', 0, 2],
    ],
  )
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)).map(({ plugin, power, what, msg }) => [plugin, power, what, msg]),
    ['gift', 'tip'].map((what) => ['stranger', 'emit', what, 'A power was refused']),
  )
})
