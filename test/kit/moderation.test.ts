import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createModeration } from '../../core/kit/moderation.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

test('moderation is asked for a name as a name and for a text as a text, and for nothing not at all', async () => {
  const asked: unknown[] = []
  const { hidesName, hidesText } = createModeration({
    call: async (action, input) => {
      asked.push([action, input])
      return { ok: !JSON.stringify(input).includes('bad') }
    },
  })
  assert.deepEqual(
    [await hidesName('bad'), await hidesText('bad'), await hidesName(' Luna '), await hidesText('  '), await hidesName('')],
    [true, true, false, false, false],
  )
  assert.deepEqual(asked, [
    ['moderation.check', { name: 'bad' }],
    ['moderation.check', { text: 'bad' }],
    ['moderation.check', { name: 'Luna' }],
  ])
})

test('no name is too long to be asked about, and no text', async () => {
  const lengths: number[] = []
  const { hidesName, hidesText } = createModeration({
    call: async (_, input) => lengths.push(...Object.values(Object(input)).map((words) => String(words).length)),
  })
  await hidesName('x'.repeat(10_000))
  await hidesText('x'.repeat(10_000))
  assert.deepEqual(lengths, [200, 4000])
})

test('where moderation is not there, fails, says nothing clear or takes longer than a second, all passes', async () => {
  for (const call of [() => Promise.reject(new Error('There is no action')), async () => undefined, async () => ({ ok: 'no' })])
    assert.equal(await createModeration({ call }).hidesText('hola'), false)
  const clock = createVirtualClock()
  const verdict = createModeration({ call: () => new Promise(() => {}) }, clock).hidesText('hola')
  await clock.advance(1000)
  assert.equal(await verdict, false)
})
