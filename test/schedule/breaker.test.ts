import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBreaker, OPEN_MAX_MS, OPEN_MIN_MS } from '../../core/schedule/breaker.ts'
import type { BreakerState } from '../../core/store/store.ts'
import fc from '../support/chance.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

function createBench(saved?: BreakerState) {
  const clock = createVirtualClock()
  const changes: string[] = []
  const breaker = createBreaker({ plugin: 'p', clock, saved, onChange: (state) => changes.push(state) })
  let deliveryId = 0
  return {
    clock,
    breaker,
    changes,
    end(error?: string, isRepeat = false) {
      breaker.ended({ deliveryId: ++deliveryId, isRepeat, ...(error !== undefined && { error }) })
    },
    probe(error?: string) {
      breaker.probe(++deliveryId)
      breaker.ended({ deliveryId, isRepeat: false, ...(error !== undefined && { error }) })
    },
  }
}

const openUp = ({ end }: ReturnType<typeof createBench>) => {
  for (let count = 0; count < 5; count++) end('Down')
}

test('B1: five failures in a row open it, and a success between begins the count anew', () => {
  const { breaker, end } = createBench()
  for (const error of ['a', 'b', 'c', 'd', undefined, 'e', 'f', 'g', 'h']) end(error)
  const before = breaker.status().state
  end('i')
  assert.deepEqual([before, breaker.status().state], ['closed', 'open'])
})

test('B1: half of twenty within thirty seconds open it, and one fewer does not', async () => {
  for (const [failures, expected] of [
    [9, 'closed'],
    [10, 'open'],
  ] as const) {
    const { breaker, clock, end } = createBench()
    for (let count = 0; count < 10; count++) {
      end()
      if (count < failures) end('Down')
      await clock.advance(2000)
    }
    if (failures < 10) end()
    assert.equal(breaker.status().state, expected)
  }
})

test('B1: failures that are thirty seconds past count no more', async () => {
  const { breaker, clock, end } = createBench()
  for (let count = 0; count < 9; count++) {
    end('Down')
    end()
  }
  await clock.advance(31_000)
  end()
  end('Down')
  assert.equal(breaker.status().state, 'closed')
})

test('B1: no event alone opens it, however often it fails', () => {
  const { breaker, end } = createBench()
  for (let count = 0; count < 100; count++) end('Poison', count > 0)
  assert.equal(breaker.status().state, 'closed')
})

test('B1: it is half open after ten seconds, twice as long after every probe that fails, and never longer than five minutes', async () => {
  const bench = createBench()
  openUp(bench)
  const waits: (number | undefined)[] = []
  for (let round = 0; round < 7; round++) {
    const { retryInMs = 0 } = bench.breaker.status()
    waits.push(retryInMs)
    await bench.clock.advance(retryInMs - 1)
    assert.equal(bench.breaker.mayProbe(), false)
    await bench.clock.advance(1)
    bench.probe('Still down')
  }
  assert.deepEqual(waits, [10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000])
  await bench.clock.advance(OPEN_MAX_MS)
  bench.probe()
  openUp(bench)
  assert.equal(bench.breaker.status().retryInMs, OPEN_MIN_MS)
})

test('C2: what was left when it was written is bounded anew, whatever the wall clock says', () => {
  const now = createVirtualClock().wallTime()
  const saved = { plugin: 'p', state: 'open' as const, remainingMs: 60_000, nextOpenMs: 120_000, at: now }
  const cases: readonly (readonly [Partial<BreakerState>, number])[] = [
    [{ at: now - 20_000 }, 40_000],
    [{ at: now - 25 * 3_600_000 }, 0],
    [{ at: now + 25 * 3_600_000 }, 60_000],
    [{ remainingMs: 1e12 }, OPEN_MAX_MS],
    [{ remainingMs: -5 }, 0],
    [{ remainingMs: Number.NaN }, 0],
    [{ at: Number.NaN }, 0],
  ]
  for (const [change, left] of cases) assert.equal(createBench({ ...saved, ...change }).breaker.status().retryInMs, left)
})

test('C2: how long it stays open the next time is known after a start, and bounded', async () => {
  for (const [nextOpenMs, expected] of [
    [40_000, 40_000],
    [1e12, OPEN_MAX_MS],
    [-1, OPEN_MIN_MS],
  ] as const) {
    const bench = createBench({ plugin: 'p', state: 'halfOpen', remainingMs: 0, nextOpenMs, at: 0 })
    bench.probe('Down')
    assert.equal(bench.breaker.status().retryInMs, expected)
  }
})

test('B1: whatever happens it does what a list of all that happened says', async () => {
  const step = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ kind: fc.constant('end' as const), isBad: fc.boolean(), isRepeat: fc.integer({ max: 3, min: 0 }) }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('good' as const), count: fc.integer({ min: 1, max: 4 }) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 400, 3000, 10_000, 25_000) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('probe', 'late', 'lost', 'undecided', 'close') }) },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
      const clock = createVirtualClock()
      const breaker = createBreaker({ plugin: 'p', clock, onChange: () => {} })
      const model = createModel()
      let id = 0
      for (const each of steps) {
        if (each.kind === 'wait') {
          await clock.advance(each.ms)
          model.wait(each.ms)
        } else if (each.kind === 'good') {
          breaker.succeeded(each.count, clock.now())
          for (let count = 0; count < each.count; count++) model.end(false, false)
        } else if (each.kind === 'end') {
          // A delivery of before: only while it is closed does it count.
          const isRepeat = each.isRepeat === 0
          breaker.ended({ deliveryId: ++id, isRepeat, ...(each.isBad && { error: 'Down' }) })
          model.end(each.isBad, isRepeat)
        } else if (each.kind === 'close') {
          breaker.close()
          model.close()
        } else if (breaker.mayProbe()) {
          breaker.probe(++id)
          assert.equal(breaker.mayProbe(), false, 'one probe at a time')
          if (each.kind === 'lost') breaker.lost()
          else if (each.kind === 'undecided') breaker.undecided(id)
          else breaker.ended({ deliveryId: id, isRepeat: each.kind === 'late', ...(each.kind === 'late' && { error: 'Down' }) })
          if (each.kind === 'probe') model.close()
          if (each.kind === 'late') model.open()
        }
        assert.deepEqual(breaker.status(), model.status())
      }
    }),
    { numRuns: 500 },
  )
})

/** The contract in plain words. */
function createModel() {
  let now = 0
  let state: BreakerState['state'] = 'closed'
  let until = 0
  let nextMs = 10_000
  let tries: { readonly second: number; readonly isBad: boolean }[] = []
  let inARow = 0
  const reset = () => {
    tries = []
    inARow = 0
  }
  const open = () => {
    state = 'open'
    until = now + nextMs
    nextMs = Math.min(300_000, nextMs * 2)
    reset()
  }
  return {
    open,
    wait(ms: number) {
      now += ms
      if (state === 'open' && now >= until) state = 'halfOpen'
    },
    end(isBad: boolean, isRepeat: boolean) {
      if (state !== 'closed') return
      if (!isBad) inARow = 0
      if (isRepeat) return
      tries.push({ second: Math.floor(now / 1000), isBad })
      if (!isBad) return
      inARow++
      const recent = tries.filter(({ second }) => second >= Math.floor(now / 1000) - 30)
      const bad = recent.filter((one) => one.isBad).length
      if (inARow >= 5 || (recent.length >= 20 && bad * 2 >= recent.length)) open()
    },
    close() {
      if (state === 'closed') return
      state = 'closed'
      nextMs = 10_000
      reset()
    },
    status: () => (state === 'open' ? { state, retryInMs: until - now } : { state }),
  }
}
