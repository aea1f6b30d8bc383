import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFlights } from '../../../../plugins/tts/cache/flights.ts'

const live = () => new AbortController().signal

test('who asks for the same at the same time gets the same, made once', async () => {
  const once = createFlights<number>()
  let made = 0
  const work = async () => {
    made += 1
    return made
  }
  assert.deepEqual(await Promise.all([once('a', work, live()), once('a', work, live()), once('b', work, live())]), [1, 1, 2])
  assert.equal(await once('a', work, live()), 3)
})

test('one who leaves does not end it for the others; the last who leaves does', async () => {
  const once = createFlights<string>()
  const { promise, resolve } = withResolvers<string>()
  let calledOff = false
  const work = (signal: AbortSignal) => {
    signal.addEventListener('abort', () => {
      calledOff = true
    })
    return promise
  }
  const leaving = new AbortController()
  const first = once('a', work, leaving.signal)
  const second = once('a', work, live())
  leaving.abort(new Error('skipped'))
  await assert.rejects(first, /skipped/)
  assert.equal(calledOff, false)
  resolve('sound')
  assert.equal(await second, 'sound')

  const alone = new AbortController()
  const last = once(
    'b',
    (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    alone.signal,
  )
  alone.abort(new Error('skipped'))
  await assert.rejects(last, /skipped/)
  assert.equal(await once('b', async () => 'anew', live()), 'anew')
})

test('a failure is everybody’s who waits, and nobody’s who asks later', async () => {
  const once = createFlights<string>()
  const fail = () => Promise.reject(new Error('broken'))
  const both = await Promise.allSettled([once('a', fail, live()), once('a', fail, live())])
  assert.deepEqual(
    both.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  assert.equal(await once('a', async () => 'well', live()), 'well')
})

function withResolvers<T>() {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
