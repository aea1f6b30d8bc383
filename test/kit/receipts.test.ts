import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PermanentError } from '../../core/kit/failures.ts'
import { createReceipts, type Receipt, receiptId } from '../../core/kit/receipts.ts'

/** Receipts with a clock that the test moves, and all that was published. */
function shop() {
  const published: { readonly topic: string; readonly data: readonly Receipt[]; readonly retain: boolean | undefined }[] = []
  let now = 0
  const receipts = createReceipts(
    { publish: (topic, data, options) => void published.push({ topic, data: data as readonly Receipt[], retain: options?.retain }) },
    () => now,
  )
  const states = () => published.map(({ data }) => data.map(({ id, state }) => `${id} ${state}`))
  return { receipts, published, states, pass: (ms: number) => (now += ms) }
}

test('what is done is sent and then ok, with how long it took, on a topic that is retained', async () => {
  const { receipts, published, pass } = shop()
  const answer = await receipts.track({ what: 'Spawn a zombie', id: 'e1' }, async () => {
    pass(12)
    return 'spawned'
  })
  const told = { id: 'e1', what: 'Spawn a zombie', attempt: 1, at: '1970-01-01T00:00:00.000Z' }
  assert.equal(answer, 'spawned')
  assert.deepEqual(published, [
    { topic: 'receipts', data: [{ ...told, state: 'sent' }], retain: true },
    { topic: 'receipts', data: [{ ...told, state: 'ok', ms: 12 }], retain: true },
  ])
})

test('what fails is retried, or failed when trying again cannot help or was the last try; and it is rejected as it was', async () => {
  const { receipts } = shop()
  const fail = (id: string, error: Error, how = {}) =>
    assert.rejects(
      receipts.track({ what: 'x', id, ...how }, () => Promise.reject(error)),
      error,
    )
  await fail('again', new Error('No answer'), { attempts: 4 })
  await fail('never', new PermanentError('Refused'))
  await fail('last', new Error('No answer'), { attempt: 4, attempts: 4 })
  assert.deepEqual(
    receipts.list().map(({ id, state, detail }) => [id, state, detail]),
    [
      ['last', 'failed', 'No answer'],
      ['never', 'failed', 'Refused'],
      ['again', 'retry', 'No answer'],
    ],
  )
})

test('a dry run does nothing and says so', async () => {
  const { receipts } = shop()
  const answer = await receipts.track({ what: 'x', id: 'e', dryRun: true }, () => Promise.reject(new Error('It was done')))
  assert.deepEqual([answer, receipts.list().map(({ state, dryRun }) => [state, dryRun])], [undefined, [['ok', true]]])
})

test('the other side says later how it went on, in the same receipt; what is not known is no receipt', async () => {
  const { receipts } = shop()
  await receipts.track({ what: 'x', id: 'e1' }, async () => {})
  await receipts.track({ what: 'y', id: 'e2' }, async () => {})
  receipts.tell('e1', 'running')
  receipts.tell('e1', 'finished', 'After 30 s')
  receipts.tell('nobody', 'ok')
  assert.deepEqual(
    receipts.list().map(({ id, state, detail }) => [id, state, detail]),
    [
      ['e1', 'finished', 'After 30 s'],
      ['e2', 'ok', undefined],
    ],
  )
})

test('fifty are kept, the newest first, and a long text is cut', async () => {
  const { receipts } = shop()
  for (let n = 0; n < 60; n += 1) await receipts.track({ what: 'x'.repeat(1000), id: `${n}` }, async () => {})
  receipts.tell('59', 'failed', 'y'.repeat(1000))
  const [first] = receipts.list()
  assert.deepEqual([receipts.list().length, first?.id, first?.what.length, first?.detail?.length], [50, '59', 300, 300])
})

test('in a flood they are published together, and the last state is among what is published', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { receipts, published, states } = shop()
  for (let n = 0; n < 40; n += 1) await receipts.track({ what: 'x', id: `${n}` }, async () => {})
  assert.equal(published.length, 20)
  t.mock.timers.tick(1000)
  assert.deepEqual([published.length, states().at(-1)?.[0], states().at(-1)?.length], [21, '39 ok', 40])
})

test('each thing that one delivery asks for has a name of its own, the same on every try', () => {
  assert.deepEqual([receiptId({ idempotencyKey: 'k' }), receiptId({ idempotencyKey: 'k' }, 2)], ['k', 'k:2'])
})
