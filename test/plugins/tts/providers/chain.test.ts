import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBudget } from '../../../../plugins/tts/budget.ts'
import { createChain } from '../../../../plugins/tts/chain.ts'
import type { Provider, SpeechRequest } from '../../../../plugins/tts/providers/provider.ts'
import { type Fault, ProviderError } from '../../../../plugins/tts/providers/provider-error.ts'
import { createRecordingHost } from '../../../support/recording-host.ts'
import { tone } from '../audio/tone.ts'

const REQUEST: SpeechRequest = { text: 'Hola Luna', language: 'es', speed: 1, rate: 22_050 }
const live = () => new AbortController().signal

/** A provider that fails as often as it is told to, and one that never does. */
function provider(id: string, faults: readonly (Fault | ProviderError)[] = [], more: Partial<Provider['limits']> = {}) {
  const asked: string[] = []
  const left = [...faults]
  const made: Provider = {
    id,
    flavour: '',
    limits: { concurrency: 2, textMax: 200, textUnit: 'characters', timeoutMs: 5000, isFree: false, ...more },
    async speak({ text }) {
      asked.push(text)
      const fault = left.shift()
      if (fault) throw fault instanceof ProviderError ? fault : new ProviderError(fault, `${id} is ${fault}`)
      return tone({ ms: 200 })
    },
  }
  return { made, asked }
}

function chainOf(providers: readonly Provider[], { perDay = 1000, start = 0 } = {}) {
  const { host, kept } = createRecordingHost()
  const told: string[] = []
  const waited: number[] = []
  let now = start
  const budget = createBudget({ kv: host.kv, log: host.log, now: () => 0, perDay })
  const wait = async (ms: number) => void waited.push(ms)
  const chain = createChain({ providers, budget, now: () => now, wait, failed: (id, why) => told.push(`${id}: ${why}`) })
  const say = (asked?: string, text = REQUEST.text, signal = live()) =>
    chain.first(
      asked,
      async (speaker) => {
        await speaker.speak({ ...REQUEST, text }, signal)
        return speaker.provider.id
      },
      signal,
    )
  const pass = (ms: number) => {
    now += ms
  }
  return { chain, say, told, waited, kept, budget, pass }
}

test('the first speaks, unless another is asked for', async () => {
  const { say } = chainOf([provider('a').made, provider('b').made])
  assert.deepEqual([await say(), await say('b'), await say('nobody')], ['a', 'b', 'a'])
})

test('when one fails the next speaks, and people are told once', async () => {
  const { say, told } = chainOf([provider('a', ['auth', 'auth']).made, provider('b').made])
  assert.deepEqual([await say(), await say(), told], ['b', 'b', ['a: a is auth']])
})

test('a key, an account or a text that is not taken is never tried twice', async () => {
  for (const fault of ['auth', 'quota', 'refused', 'throttled', 'timeout'] as const) {
    const { made, asked } = provider('a', [fault])
    const { say, waited } = chainOf([made, provider('b').made])
    assert.deepEqual([await say(), asked.length, waited], ['b', 1, []], fault)
  }
})

test('what may go better is tried once more, after the pause that was asked for', async () => {
  for (const [failure, pauseMs] of [
    ['busy', 250],
    ['broken', 250],
    [new ProviderError('busy', 'a is busy', { retryAfterMs: 20 }), 20],
  ] as const) {
    const { made, asked } = provider('a', [failure])
    const { say, waited } = chainOf([made, provider('b').made])
    assert.deepEqual([await say(), asked.length, waited], ['a', 2, [pauseMs]])
  }
})

test('a long pause is not waited for: another speaks, and the one is left alone until then', async () => {
  const { made, asked } = provider('a', [new ProviderError('busy', 'a is busy', { retryAfterMs: 40_000 })])
  const { say, waited, pass } = chainOf([made, provider('b').made])
  assert.deepEqual([await say(), await say(), asked.length, waited], ['b', 'b', 1, []])
  pass(40_001)
  assert.equal(await say(), 'a')
})

test('one that fails again and again is left alone, each time for longer, and is asked again', async () => {
  const { made, asked } = provider('a', new Array<Fault>(8).fill('broken'))
  const { say, pass, chain } = chainOf([made, provider('b').made])
  for (let n = 0; n < 5; n += 1) assert.equal(await say(), 'b')
  assert.equal(asked.length, 6)
  assert.match((await chain.status())[0]?.problem ?? '', /^a is broken; it is asked again in 30 s$/)
  pass(30_001)
  assert.deepEqual([await say(), asked.length], ['b', 8])
  pass(30_001)
  assert.deepEqual([await say(), asked.length], ['b', 8])
  pass(30_001)
  assert.deepEqual([await say(), asked.length, (await chain.status())[0]?.isReady], ['a', 9, true])
})

test('failures with success between them are none in a row', async () => {
  const { made } = provider('a', ['timeout', 'timeout'])
  const late = { ...made, speak: made.speak }
  const { say, chain } = chainOf([late, provider('b').made])
  assert.deepEqual([await say(), await say(), await say()], ['b', 'b', 'a'])
  const again = provider('a', ['timeout', 'timeout'])
  late.speak = again.made.speak
  assert.deepEqual([await say(), await say(), await say()], ['b', 'b', 'a'])
  assert.equal((await chain.status())[0]?.isReady, true)
})

test('one that shut out this machine is left alone for hours', async () => {
  const { made, asked } = provider('a', ['throttled'])
  const { say, pass, chain } = chainOf([made, provider('b').made])
  await say()
  assert.match((await chain.status())[0]?.problem ?? '', /again in 6 h$/)
  pass(5.9 * 3_600_000)
  assert.deepEqual([await say(), asked.length], ['b', 1])
  pass(0.2 * 3_600_000)
  assert.equal(await say(), 'a')
})

test('a text that one does not take says nothing about the next', async () => {
  const { made } = provider('a', new Array<Fault>(5).fill('refused'))
  const { say, chain } = chainOf([made, provider('b').made])
  for (let n = 0; n < 5; n += 1) await say()
  assert.deepEqual([(await chain.status())[0]?.isReady, await say()], [true, 'a'])
})

test('beyond the budget of the day another speaks, and what is free always does', async () => {
  const { made, asked } = provider('a')
  const { say, chain } = chainOf([made, provider('free', [], { isFree: true }).made], { perDay: 20 })
  assert.deepEqual([await say(), await say(), await say(), asked.length], ['a', 'a', 'free', 2])
  assert.deepEqual(await chain.status(), [
    { id: 'a', isReady: true, charactersToday: 18, charactersPerDay: 20 },
    { id: 'free', isReady: true, charactersToday: 0 },
  ])
})

test('what a service refused costs nothing, and what it may have said costs', async () => {
  for (const [fault, cost] of [
    ['auth', 0],
    ['refused', 0],
    ['timeout', 9],
  ] as const) {
    const { say, budget } = chainOf([provider('a', [fault]).made, provider('b').made])
    await say()
    assert.equal(await budget.taken('a'), cost, fault)
  }
})

test('a provider that does not answer is given up after its time, also when it does not listen', async () => {
  const deaf = { ...provider('deaf', [], { timeoutMs: 5 }).made, speak: () => new Promise<never>(() => {}) }
  const { say, told } = chainOf([deaf, provider('b').made])
  assert.deepEqual([await say(), told], ['b', ['deaf: deaf took more than 0.005 s']])
})

test('no more than its requests at once, and the others in turn', async () => {
  let now = 0
  let most = 0
  const { made } = provider('a')
  const counting: Provider = {
    ...made,
    async speak(request, signal) {
      now += 1
      most = Math.max(most, now)
      await new Promise((resolve) => setImmediate(resolve))
      now -= 1
      return made.speak(request, signal)
    },
  }
  const { say } = chainOf([counting])
  await Promise.all(Array.from({ length: 20 }, () => say()))
  assert.equal(most, 2)
})

test('who is skipped while it waits leaves its turn to the next', async () => {
  let release = () => {}
  const first = new Promise<void>((resolve) => {
    release = resolve
  })
  const { made, asked } = provider('a', [], { concurrency: 1 })
  const slow: Provider = { ...made, speak: (request, signal) => first.then(() => made.speak(request, signal)) }
  const { say } = chainOf([slow])
  const skipping = new AbortController()
  const all = [say(undefined, 'uno'), say(undefined, 'dos', skipping.signal), say(undefined, 'tres')]
  skipping.abort(new Error('skipped'))
  release()
  const ends = await Promise.allSettled(all)
  assert.deepEqual(
    [ends.map(({ status }) => status), asked],
    [
      ['fulfilled', 'rejected', 'fulfilled'],
      ['uno', 'tres'],
    ],
  )
})

test('a long text goes in pieces that fit, and comes back as one sound', async () => {
  const { made, asked } = provider('a', [], { textMax: 12 })
  const { chain } = chainOf([made])
  const text = 'Uno dos. Tres cuatro. Cinco.'
  const pcm = await chain.first(undefined, (speaker) => speaker.speak({ ...REQUEST, text }, live()), live())
  assert.deepEqual(asked, ['Uno dos.', 'Tres cuatro.', 'Cinco.'])
  assert.ok(pcm.samples.length > 3 * 0.19 * pcm.rate)
})

test('when nobody can, one sentence says what each had against it, and when there is nobody, what to do', async () => {
  const { say } = chainOf([provider('a', ['auth']).made, provider('b', ['quota']).made])
  await assert.rejects(say(), { name: 'SpeechError', problem: 'nobody', message: 'Nobody could say it: a is auth. b is quota' })
  await assert.rejects(chainOf([]).say(), { problem: 'unset', message: /add the offline voice .* or the key of a service/ })
})
