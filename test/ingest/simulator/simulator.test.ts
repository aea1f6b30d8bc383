import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HostError } from '../../../core/base/errors.ts'
import { validate } from '../../../core/base/validate.ts'
import { createSimulator } from '../../../core/ingest/simulator/simulator.ts'
import type { Draft } from '../../../core/ingest/source.ts'
import { TRIGGER_ID } from '../../../schemas/types.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

/** Randomness that is the same for the same seed. */
function createRandom(seed: number) {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

/** A simulator whose live is written down, with the time of each draft. */
function createStage({ seed = 1, refuse = () => false }: { seed?: number; refuse?: () => boolean } = {}) {
  const clock = createVirtualClock()
  const drafts: { readonly at: number; readonly draft: Draft }[] = []
  const sessions: string[] = []
  const simulator = createSimulator({
    clock,
    random: createRandom(seed),
    door: {
      openSession({ streamId, source }) {
        sessions.push(`open ${streamId} ${source}`)
        return { sessionId: 'some', number: 1, resumed: false }
      },
      async ingest(more) {
        if (refuse()) throw new HostError('OVERLOADED', 'Too much')
        drafts.push(...more.map((draft) => ({ at: clock.now(), draft })))
      },
      async closeSession(reason) {
        sessions.push(`close ${reason}`)
      },
    },
  })
  return { clock, drafts, sessions, simulator }
}

test('the demo is connected within a moment and shows a whole gift within two seconds', async () => {
  const { clock, drafts, sessions, simulator } = createStage()
  simulator.start()
  assert.equal(simulator.status().state, 'connecting')
  await clock.advance(500)
  assert.deepEqual([simulator.status().state, sessions], ['connected', ['open simulator:demo simulator']])
  await clock.advance(1500)
  const gift = drafts.find(({ draft }) => draft.eventType === 'gift' && draft.streak === undefined)
  assert.ok(gift && gift.at <= 2000, 'A gift that is no part of a streak is whole at once')
})

test('the demo goes on with everything that a live has, every event of it well made', async () => {
  const { clock, drafts, simulator } = createStage()
  simulator.start()
  await clock.advance(10 * 60_000)
  const types = [...new Set(drafts.map(({ draft }) => draft.eventType))].sort()
  assert.deepEqual(types, ['chat', 'connected', 'emote', 'follow', 'gift', 'join', 'like', 'question', 'share', 'subscribe', 'viewerCount'])
  const longestQuietMs = Math.max(...drafts.map(({ at }, index) => at - (drafts[index - 1]?.at ?? 0)))
  assert.ok(longestQuietMs <= 2000, `Nothing happened for ${longestQuietMs} ms`)
  for (const { draft } of drafts) {
    const { streak: _streak, user, ...rest } = draft
    const ids = {
      schemaVersion: '1',
      eventId: 'some:id',
      streamId: 'some:stream',
      sessionId: 'some',
      timestamp: '2026-01-01T00:00:00.000Z',
    }
    const event = { ...ids, triggerId: TRIGGER_ID[draft.eventType], ...rest, ...(user && { user: { ...user, safeName: 'Viewer' } }) }
    const verdict = validate('new-event', event)
    assert.ok(verdict.ok, verdict.ok ? '' : `${draft.eventType}: ${verdict.message}`)
  }
})

test('every streak counts up from one and is ended by the platform', async () => {
  const { clock, drafts, simulator } = createStage({ seed: 7 })
  simulator.start()
  await clock.advance(5 * 60_000)
  const streaks = new Map<string, { readonly count: number; readonly ended: boolean }[]>()
  for (const { draft } of drafts) {
    if (draft.streak) streaks.set(draft.streak.key, [...(streaks.get(draft.streak.key) ?? []), draft.streak])
  }
  const whole = [...streaks.values()].slice(0, -1)
  assert.ok(whole.length > 5)
  for (const steps of whole) {
    const last = steps.length - 1
    assert.deepEqual(
      steps.map(({ count, ended }) => [count, ended]),
      [...Array.from({ length: last }, (_, index) => [index + 1, false]), [last, true]],
    )
  }
})

test('the same randomness makes the same live, and another one another', async () => {
  const [one, two, other] = [createStage({ seed: 3 }), createStage({ seed: 3 }), createStage({ seed: 4 })]
  for (const { clock, simulator } of [one, two, other]) {
    simulator.start()
    await clock.advance(20_000)
  }
  assert.deepEqual(one.drafts, two.drafts)
  assert.notDeepEqual(one.drafts, other.drafts)
})

test('a stopped demo hands nothing in any more, and closes its session', async () => {
  const { clock, drafts, sessions, simulator } = createStage()
  simulator.start()
  await clock.advance(3000)
  const before = drafts.length
  await simulator.stop()
  await clock.advance(10_000)
  assert.deepEqual([drafts.length, clock.pending(), sessions.at(-1), simulator.status().state], [before, 0, 'close stopped', 'ended'])
})

test('a demo that is stopped before it began opens no session', async () => {
  const { clock, sessions, simulator } = createStage()
  simulator.start()
  await simulator.stop()
  await clock.advance(5000)
  assert.deepEqual(sessions, [])
})

test('a demo whose events are refused says so and goes on when it can', async () => {
  let refused = true
  const { clock, drafts, simulator } = createStage({ refuse: () => refused })
  simulator.start()
  await clock.advance(1000)
  assert.deepEqual([simulator.status().state, simulator.status().detail], ['waiting', 'Events were refused: Too much'])
  refused = false
  await clock.advance(5000)
  assert.equal(simulator.status().state, 'connected')
  assert.ok(drafts.length > 3)
})
