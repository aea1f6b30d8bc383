import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Actions } from '#sdk'
import { createModeration } from '../../core/kit/moderation.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

type Asked = Pick<Actions, 'call'>

test('moderation is asked for a name as a name and for a text as a text, and for nothing not at all', async () => {
  const asked: unknown[] = []
  const { hidesName, hidesText } = createModeration()
  const actions: Asked = {
    call: async (action, input) => {
      asked.push([action, input])
      return { ok: !JSON.stringify(input).includes('bad') }
    },
  }
  assert.deepEqual(
    [
      await hidesName(actions, 'bad'),
      await hidesText(actions, 'bad'),
      await hidesName(actions, ' Luna '),
      await hidesText(actions, '  '),
      await hidesName(actions, ''),
    ],
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
  const { hidesName, hidesText } = createModeration()
  const actions: Asked = { call: async (_, input) => lengths.push(...Object.values(Object(input)).map((words) => String(words).length)) }
  await hidesName(actions, 'x'.repeat(10_000))
  await hidesText(actions, 'x'.repeat(10_000))
  assert.deepEqual(lengths, [200, 4000])
})

test('where moderation is not there, fails, says nothing clear or takes longer than a second, all passes', async () => {
  for (const call of [() => Promise.reject(new Error('There is no action')), async () => undefined, async () => ({ ok: 'no' })])
    assert.equal(await createModeration().hidesText({ call }, 'hola'), false)
  const clock = createVirtualClock()
  const verdict = createModeration(clock).hidesText({ call: () => new Promise(() => {}) }, 'hola')
  await clock.advance(1000)
  assert.equal(await verdict, false)
})

test('one who waited a second for moderation is enough: until it answers the others pass at once, and then they are asked about again', async () => {
  const clock = createVirtualClock()
  const { hidesText } = createModeration(clock)
  const answers: (() => void)[] = []
  const slow: Asked = { call: () => new Promise((resolve) => answers.push(() => resolve({ ok: false }))) }
  const first = hidesText(slow, 'bad')
  await clock.advance(1000)
  assert.deepEqual([await first, await hidesText(slow, 'bad'), answers.length], [false, false, 1])
  answers[0]?.()
  await clock.advance(0)
  const last = hidesText(slow, 'bad')
  answers[1]?.()
  assert.equal(await last, true)
})

test('of the values of a template those that it shows are looked at: a name is three stars, a message nothing', async () => {
  const asked: unknown[] = []
  const actions: Asked = {
    call: async (_, input) => {
      asked.push(input)
      return { ok: !JSON.stringify(input).includes('bad') }
    },
  }
  const { fitValues } = createModeration()
  const values = { user: 'bad', username: 'bad_', message: 'a bad word', gift: 'bad', count: 2 }
  assert.deepEqual(await fitValues(actions, 'say {user} {message} {gift}', values), { ...values, user: '***', message: '' })
  assert.deepEqual(await fitValues(actions, 'say {count}', values), values)
  assert.deepEqual(await fitValues(actions, 'give {username}', { ...values, username: 'luna' }), { ...values, username: 'luna' })
  assert.deepEqual(asked, [{ name: 'bad' }, { text: 'a bad word' }, { name: 'luna' }])
})
