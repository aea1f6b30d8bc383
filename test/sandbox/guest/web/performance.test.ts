import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createWebRealm } from './web-realm.ts'

test('performance tells the time since its origin, and keeps marks and measures', () => {
  const performance = createWebRealm().get('performance')
  const [first, second] = [performance.now(), performance.now()]
  assert.ok(first >= 0 && second >= first)
  assert.ok(Math.abs(performance.timeOrigin + performance.now() - Date.now()) < 5000)
  performance.mark('a', { startTime: 5, detail: { x: 1 } })
  performance.mark('b', { startTime: 12 })
  const measure = performance.measure('m', 'a', 'b')
  assert.deepEqual([measure.startTime, measure.duration, measure.entryType, measure.name], [5, 7, 'measure', 'm'])
  assert.equal(performance.measure('n', { start: 1, end: 'b' }).duration, 11)
  assert.deepEqual(
    performance.getEntries().map((entry) => entry.name),
    ['n', 'a', 'm', 'b'],
  )
  performance.clearMarks('a')
  assert.deepEqual(
    performance.getEntriesByType('mark').map((entry) => entry.name),
    ['b'],
  )
  assert.throws(() => performance.measure('x', 'none'), { name: 'SyntaxError' })
})

test('only so many entries are kept, the newest', () => {
  const performance = createWebRealm().get('performance')
  for (let index = 0; index < 1500; index++) performance.mark(`m${index}`, { startTime: index })
  const entries = performance.getEntries()
  assert.deepEqual([entries.length, entries[0]?.name, entries.at(-1)?.name], [1000, 'm500', 'm1499'])
})
