import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeliveryPage, Why } from '../../schemas/types.ts'
import { askedUntil } from '../support/asked.ts'
import { createWitnessed, type Witnessed } from './witness.ts'

const whyOf = async (host: Witnessed, seqNo: number) => (await host.get(`/api/events/${seqNo}/why`)) as unknown as Why

const witnessOf = ({ lanes }: Why) => {
  const lane = lanes.find(({ plugin }) => plugin === 'witness')
  return { outcome: lane?.outcome, steps: lane?.steps.map(({ what }) => what), sentence: lane?.sentence ?? '' }
}

const deliveries = (host: Witnessed) => async (query: string) => {
  const { deliveries, next } = (await host.get(`/api/deliveries?plugin=witness&${query}`)) as unknown as DeliveryPage
  return { of: deliveries.map(({ seqNo, state }) => [seqNo, state] as const), deliveries, next }
}

test('why says of any event who got it, who did not, with the steps and their times', async (t) => {
  const host = await (await createWitnessed(t)).start()
  const rose = await host.gift('Rose')
  const once = await host.gift('Once')
  const fail = await host.gift('Fail')
  const other = await host.simulate('chat', { message: 'something else' })
  const share = await host.simulate('share')
  await host.laneUntil(({ completed, dead }) => completed === 2 && dead === 1)

  const got = await whyOf(host, rose)
  assert.equal(got.sentence, 'witness handled it')
  assert.equal(got.event.seqNo, rose)
  assert.deepEqual(
    got.frames?.sent.map(({ topic, readers }) => `${topic} to ${readers}`),
    ['witness.begun to 1', 'witness.gift to 1'],
  )
  const [began, ended] = [got.lanes[0]?.steps.at(-2)?.at ?? '', got.lanes[0]?.steps.at(-1)?.at ?? '']
  assert.ok(got.frames?.sent.every(({ at }) => began <= at && at <= ended))
  const { outcome, steps, sentence } = witnessOf(got)
  assert.deepEqual({ outcome, steps }, { outcome: 'delivered', steps: ['accepted', 'entered', 'sent', 'completed'] })
  assert.match(sentence, /^witness handled it, \d+(\.\d)? m?s after it was accepted$/)
  assert.ok(got.lanes[0]?.steps.every(({ at }) => at !== undefined && Date.parse(at) <= Date.now()))

  const again = witnessOf(await whyOf(host, once))
  assert.deepEqual(
    { ...again, sentence: again.sentence.split(',')[1] },
    { outcome: 'delivered', steps: ['accepted', 'entered', 'failed', 'sent', 'completed'], sentence: ' at try 2' },
  )

  const letters = await askedUntil(
    () => host.get('/api/dead-letters'),
    ({ total }) => total === 1,
  )
  assert.equal(letters.total, 1)
  const dead = witnessOf(await whyOf(host, fail))
  assert.equal(dead.outcome, 'dead')
  assert.match(
    dead.sentence,
    /^witness was given it 2 times and it became dead letter 1\. Every attempt failed: The door of the game is shut/,
  )
  assert.equal(dead.steps?.filter((step) => step === 'failed').length, 2)

  assert.deepEqual(witnessOf(await whyOf(host, other)).outcome, 'filtered')
  const nobody = await whyOf(host, share)
  assert.equal(nobody.sentence, 'Nobody got it: no plugin that runs is subscribed to share')
  assert.equal(witnessOf(nobody).sentence, 'witness is not subscribed to share')
  assert.equal((await host.ask('GET', '/api/events/999999/why')).status, 404)
})

test('why says that an event waits, runs, or was dropped and what took its place', async (t) => {
  const host = await (await createWitnessed(t, { queue: { max: 2 }, timeoutMs: 60_000 })).start()
  const stop = await host.gift('Stop')
  await host.heardOf('begun', 1)
  assert.equal(witnessOf(await whyOf(host, stop)).outcome, 'running')
  await host.ask('POST', '/api/lanes/witness/pause')
  const like = await host.simulate('like', { likeCount: 1 })
  const held = await host.gift('Rose')
  const winner = await host.gift('Lion')
  await host.laneUntil(({ depth }) => depth === 2)

  const waiting = witnessOf(await whyOf(host, held))
  assert.deepEqual([waiting.outcome, waiting.steps?.at(-1)], ['waiting', 'held'])
  assert.match(waiting.sentence, /lane is held/)
  const dropped = witnessOf(await whyOf(host, like))
  assert.equal(dropped.outcome, 'discarded')
  assert.equal(dropped.sentence, `witness never saw it: the lane was full and event ${winner} was more urgent or newer`)

  const list = deliveries(host)
  assert.deepEqual((await list('state=pending')).of, [
    [held, 'pending'],
    [winner, 'pending'],
  ])
  assert.deepEqual((await list('state=processing')).of, [[stop, 'processing']])
  assert.deepEqual((await list('state=discarded')).of, [[like, 'discarded']])
  await host.ask('POST', '/api/lanes/witness/resume')
  await host.act('witness.go')
  await host.heardOf('gift', 3)
})

test('S1-042, S4-032, S4-033, S4-034: deliveries are pending, processing, completed, failed or discarded, page by page', async (t) => {
  const operated = await createWitnessed(t)
  const host = await operated.start()
  const fail = await host.gift('Fail')
  const gifts = [await host.gift('Rose'), await host.gift('Lion'), await host.gift('Star')]
  await host.simulate('share')
  await host.laneUntil(({ completed, dead }) => completed === 3 && dead === 1)
  await askedUntil(
    () => host.get('/api/dead-letters'),
    ({ total }) => total === 1,
  )
  const list = deliveries(host)
  const newestFirst = gifts.toReversed().map((seqNo) => [seqNo, 'completed'] as const)
  assert.deepEqual((await list('state=completed')).of, newestFirst)
  assert.deepEqual((await list('')).of, [...newestFirst, [fail, 'failed']])
  const failed = await list('state=failed')
  assert.deepEqual(
    failed.deliveries.map(({ attempt, detail, eventType }) => ({ attempt, detail, eventType })),
    [{ attempt: 2, detail: 'Every attempt failed', eventType: 'gift' }],
  )

  const first = await list('state=completed&limit=2')
  const second = await list(`state=completed&limit=2&cursor=${encodeURIComponent(first.next ?? '')}`)
  assert.deepEqual([first.of, second.of], [newestFirst.slice(0, 2), newestFirst.slice(2)])
  await host.ask('POST', '/api/lanes/witness/pause')
  const waiting = [await host.gift('Rose'), await host.gift('Lion'), await host.gift('Star')]
  await host.laneUntil(({ depth }) => depth === 3)
  const page = await list('state=pending&limit=2')
  const rest = await list(`state=pending&limit=2&cursor=${encodeURIComponent(page.next ?? '')}`)
  assert.deepEqual(
    [...page.of, ...rest.of].map(([seqNo]) => seqNo),
    waiting,
  )
  assert.equal((await host.ask('GET', '/api/deliveries?state=done')).status, 400)
  assert.equal((await host.ask('GET', '/api/deliveries?state=completed&cursor=nothing')).status, 400)
  assert.equal((await host.ask('GET', '/api/deliveries?plugin=nobody')).status, 404)
  await host.stop()

  // What the trace knew is gone, what the log and the marks know is not.
  const again = await operated.start()
  const completed = await deliveries(again)('state=completed')
  assert.deepEqual(completed.of, newestFirst)
  assert.equal((await whyOf(again, gifts[0] ?? 0)).sentence, 'witness handled it')
})

test('a plugin that is switched on later is not said to have handled what came before', async (t) => {
  const host = await (await createWitnessed(t)).start()
  await host.ask('POST', '/api/plugins/witness/disable')
  const missed = await host.gift('Rose')
  await host.ask('POST', '/api/plugins/witness/enable')
  const rose = await host.gift('Rose')
  await host.laneUntil(({ completed }) => completed === 1)
  const why = await whyOf(host, missed)
  assert.equal(why.sentence, 'Nobody got it: no plugin that runs is subscribed to gift')
  assert.match(witnessOf(why).sentence, /^witness was switched on after this came; if it was on before/)
  assert.deepEqual((await deliveries(host)('state=completed')).of, [[rose, 'completed']])
})
