import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { createThrottle } from '../../../core/ingest/tiktok/throttle.ts'
import { createWatchdog } from '../../../core/ingest/tiktok/watchdog.ts'
import { createManualClock } from './manual-clock.ts'

test('the throttle pauses once while full, and resumes when all is settled', async () => {
  const calls: string[] = []
  let release = () => {}
  let isFull = false
  const check = createThrottle({
    isFull: () => isFull,
    settled: () => new Promise((resolve) => (release = resolve)),
    pause: () => calls.push('pause'),
    resume: () => calls.push('resume'),
  })
  await check()
  isFull = true
  const first = check()
  await check()
  assert.deepEqual(calls, ['pause'])
  release()
  await first
  assert.deepEqual(calls, ['pause', 'resume'])
})

test('the watchdog barks once, a whole idle time after the last touch, with one timer', () => {
  const clock = createManualClock()
  let barks = 0
  const watchdog = createWatchdog({ clock, idleMs: 1000, onIdle: () => barks++ })
  for (let n = 0; n < 10; n++) {
    clock.advance(900)
    watchdog.touch()
  }
  assert.deepEqual([barks, clock.waiting()], [0, 1])
  clock.advance(999)
  assert.equal(barks, 0)
  clock.advance(1)
  clock.advance(10_000)
  assert.deepEqual([barks, clock.waiting()], [1, 0])
})

test('a paused watchdog never barks, and a resumed one a whole idle time later, also when it was paused long ago', () => {
  const clock = createManualClock()
  let barks = 0
  const watchdog = createWatchdog({ clock, idleMs: 1000, onIdle: () => barks++ })
  clock.advance(900)
  watchdog.pause()
  watchdog.touch()
  clock.advance(5500)
  watchdog.resume()
  clock.advance(999)
  assert.equal(barks, 0)
  clock.advance(1)
  assert.deepEqual([barks, clock.waiting()], [1, 0])
})

test('a watchdog that is resumed after it was stopped leaves no timer', () => {
  const clock = createManualClock()
  const watchdog = createWatchdog({ clock, idleMs: 1000, onIdle: () => assert.fail('it was stopped') })
  watchdog.pause()
  watchdog.stop()
  watchdog.resume()
  assert.equal(clock.waiting(), 0)
})

test('a stopped watchdog leaves no timer', () => {
  const clock = createManualClock()
  createWatchdog({ clock, idleMs: 1000, onIdle: () => assert.fail('it was stopped') }).stop()
  assert.equal(clock.waiting(), 0)
})

test('only one file loads the connector, and not before it is wanted', () => {
  const core = fileURLToPath(new URL('../../../core/', import.meta.url))
  const files = readdirSync(core, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  assert.ok(files.length > 30)
  const loading = files.filter((file) => {
    const code = readFileSync(`${core}${file}`, 'utf8')
    const early = /^import (?!type)[^;'"]*from 'tiktok-live-/m.test(code)
    assert.ok(!early, `${file} loads the connector on import`)
    return /import\('tiktok-live-/.test(code)
  })
  assert.deepEqual(loading, ['ingest/tiktok/connection.ts'])
})
