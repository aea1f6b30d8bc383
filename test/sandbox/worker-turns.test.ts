import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { TURNS } from '../../core/sandbox/protocol.ts'
import { createTurns } from '../../core/sandbox/worker/turns.ts'
import { createLaneBench, laneConfig, laneRule } from '../support/lane-bench.ts'

test('O3: a thread and the host give what is not urgent its turn as often', async () => {
  const bench = createLaneBench()
  await bench.open(
    laneConfig({ gift: laneRule({ priority: 100, mode: 'async' }), chat: laneRule({ mode: 'async' }) }, { concurrency: 500 }),
  )
  bench.scheduler.pause('p')
  bench.accept(['chat'])
  bench.accept(Array.from({ length: 100 }, () => 'gift' as const))
  bench.scheduler.resume('p')
  assert.equal(bench.sent.findIndex(({ urgent }) => !urgent) + 1, TURNS)
})

test('O1, O3: what is urgent goes first, each kind in its order, and nothing that waits is passed by so many', () => {
  const step = fc.record({ urgent: fc.nat(2 * TURNS), others: fc.nat(3), runs: fc.nat(2 * TURNS) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 10 }), (steps) => {
      const turns = createTurns<{ readonly urgent: boolean; readonly n: number }>()
      const waiting = { urgent: [] as number[], others: [] as number[] }
      let added = 0
      let row = 0
      let passed = 0

      function add(urgent: boolean) {
        turns.add({ urgent, n: ++added })
        waiting[urgent ? 'urgent' : 'others'].push(added)
      }
      function run() {
        const next = turns.next()
        if (!next) return
        turns.began(next)
        turns.remove(next)
        assert.ok(next.urgent || waiting.urgent.length === 0 || row >= TURNS - 1)
        assert.equal(waiting[next.urgent ? 'urgent' : 'others'].shift(), next.n)
        row = next.urgent ? row + 1 : 0
        passed = next.urgent && waiting.others.length > 0 ? passed + 1 : 0
        assert.ok(passed < TURNS)
      }

      for (const { urgent, others, runs } of steps) {
        for (let n = 0; n < others; n++) add(false)
        for (let n = 0; n < urgent; n++) add(true)
        for (let n = 0; n < runs; n++) run()
      }
      while (!turns.isEmpty()) run()
      assert.deepEqual(waiting, { urgent: [], others: [] })
    }),
  )
})
