import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuthError } from '../../core/kit/failures.ts'
import { createLink, type LinkState } from '../../core/kit/link.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

type Try = { readonly signal: AbortSignal; readonly lost: (why: string) => void; readonly at: number }

/** A link whose tries end as the test says, with no chance in its pauses. */
function line(open: (turn: Try, number: number) => Promise<string>) {
  const clock = createVirtualClock()
  const states: LinkState[] = []
  const tries: Try[] = []
  const closed: string[] = []
  const link = createLink<string>({
    open(parts) {
      const turn = { ...parts, at: clock.now() }
      tries.push(turn)
      return open(turn, tries.length)
    },
    close: (what) => void closed.push(what),
    onState: (state) => void states.push(state),
    random: () => 1,
    clock,
  })
  return { link, clock, states, tries, closed }
}

const never = () => new Promise<string>(() => {})
const words = (states: readonly LinkState[]) => states.map(({ state }) => state)

test('what fails is tried again at once, then after pauses that double up to half a minute', async () => {
  const { link, clock, tries } = line(() => Promise.reject(new Error('Nobody answers')))
  link.start()
  await clock.advance(100_000)
  assert.deepEqual(
    tries.map(({ at }) => at),
    [0, 0, 1000, 3000, 7000, 15_000, 31_000, 61_000, 91_000],
  )
  assert.deepEqual(link.state(), { state: 'waiting', detail: 'Nobody answers', retryInMs: 30_000 })
})

test('a pause has chance in it: half of it and up', async () => {
  const clock = createVirtualClock()
  const at: number[] = []
  const open = () => {
    at.push(clock.now())
    return Promise.reject(new Error('No'))
  }
  createLink<never>({ open, close() {}, random: () => 0, clock }).start()
  await clock.advance(1600)
  assert.deepEqual(at, [0, 0, 500, 1500])
})

test('a loss is mended at once, and what was waited for is the new line', async () => {
  const { link, clock, tries, states } = line(async (_, number) => `line ${number}`)
  link.start()
  await clock.advance(60_000)
  tries[0]?.lost('Reset')
  const line2 = link.ready(new AbortController().signal)
  await clock.advance(0)
  assert.deepEqual([await line2, link.get(), words(states)], ['line 2', 'line 2', ['connecting', 'open', 'waiting', 'connecting', 'open']])
})

test('a peer that hangs up at once is asked more and more seldom, and not in a loop', async () => {
  const { link, clock, tries } = line(async ({ lost }) => {
    clock.after(1, () => lost('Bye'))
    return 'line'
  })
  link.start()
  await clock.advance(60_000)
  assert.ok(tries.length < 10, `${tries.length} tries in a minute`)
})

test('what lasted half a minute begins anew when it is lost: at once, then after a second', async () => {
  const { link, clock, tries } = line((_, number) => (number === 4 ? Promise.resolve('line') : Promise.reject(new Error('No'))))
  link.start()
  await clock.advance(3000 + 30_000)
  tries[3]?.lost('Reset')
  await clock.advance(1000)
  assert.deepEqual(
    tries.map(({ at }) => at),
    [0, 0, 1000, 3000, 33_000, 34_000],
  )
})

test('a stop while the next try is waited for ends that, too', async () => {
  const { link, clock, tries } = line(() => Promise.reject(new Error('No')))
  link.start()
  await clock.advance(500)
  link.stop()
  await clock.advance(100_000)
  assert.deepEqual([tries.length, clock.pending(), link.state()], [2, 0, { state: 'closed' }])
})

test('after a wrong password nobody tries again until it is begun anew', async () => {
  const { link, clock, tries } = line((_, number) =>
    number === 1 ? Promise.reject(new AuthError('Wrong password')) : Promise.resolve('line'),
  )
  link.start()
  await clock.advance(1_000_000)
  const { signal } = new AbortController()
  assert.deepEqual([tries.length, link.state()], [1, { state: 'refused', detail: 'Wrong password' }])
  await assert.rejects(link.ready(signal), { message: 'Wrong password', permanent: true })
  link.start()
  assert.equal(await link.ready(signal), 'line')
})

test('a try that answers nothing is given up after ten seconds, and what it brings later is closed', async () => {
  let late = (_: string) => {}
  const { link, clock, tries, closed } = line((_, number) => (number === 1 ? new Promise((resolve) => (late = resolve)) : never()))
  link.start()
  await clock.advance(10_000)
  late('too late')
  await clock.advance(0)
  assert.deepEqual([tries[0]?.signal.aborted, tries.length, closed, link.get()], [true, 2, ['too late'], undefined])
})

test('stopping closes what is open, ends a try and a pause, and rejects who waits; a loss afterwards is nothing', async () => {
  const { link, clock, tries, closed } = line(async (_, number) => (number === 2 ? never() : 'line'))
  link.start()
  await clock.advance(0)
  link.stop()
  tries[0]?.lost('Reset')
  link.start()
  const waiting = assert.rejects(link.ready(new AbortController().signal), /not connected/)
  link.stop()
  await waiting
  await clock.advance(100_000)
  assert.deepEqual(
    [closed, tries.map(({ signal }) => signal.aborted), clock.pending(), link.state()],
    [['line'], [true, true], 0, { state: 'closed' }],
  )
})

test('who waits for the line hears why there is none when the time is over', async () => {
  const { link, clock } = line(() => Promise.reject(new Error('Nobody answers')))
  const ending = new AbortController()
  link.start()
  await clock.advance(1)
  const waiting = link.ready(ending.signal)
  ending.abort()
  await assert.rejects(waiting, { message: 'It is not connected: Nobody answers' })
})

test('an opener that throws is a try that failed', async () => {
  const { link, clock } = line(() => {
    throw new Error('Bad address')
  })
  link.start()
  await clock.advance(0)
  assert.equal(link.state().detail, 'Bad address')
})
