import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient } from '../../core/dashboard/page/host/client.ts'
import { createOneRequest } from '../../core/dashboard/page/host/one-request.ts'

/** A host that hears everything, and whose first answers are lost on the way. Time goes by as it is waited for. */
function createWorld({ lost }: { readonly lost: number }) {
  const heard: { readonly method: string | undefined; readonly name: string | null }[] = []
  let time = 0
  const client = createClient({
    key: () => undefined,
    onStranger: () => {},
    unreachable: (isChange) => (isChange ? 'Nobody knows' : 'No answer'),
    now: () => time,
    wait: async (ms) => {
      time += ms
    },
    fetch: async (_, init) => {
      heard.push({ method: init?.method, name: new Headers(init?.headers).get('idempotency-key') })
      if (heard.length <= lost) throw new TypeError('Failed to fetch')
      return Response.json({ done: true })
    },
  })
  return { client, heard }
}

const names = (heard: readonly { readonly name: string | null }[]) => new Set(heard.map(({ name }) => name))

test('a change whose answer is lost is sent again under its name, so that the host does it once', async () => {
  const { client, heard } = createWorld({ lost: 2 })
  assert.deepEqual(await client.post('/api/tips', { amountCents: 500 }), { done: true })
  assert.deepEqual([heard.length, names(heard).size], [3, 1])
  assert.match(heard[0]?.name ?? '', /^[0-9a-f]{32}$/)
  await client.post('/api/tips', { amountCents: 500 })
  assert.equal(names(heard).size, 2)
})

test('a change that gets no answer for long says that nobody knows, and is the same change when it is sent again', async () => {
  const { client, heard } = createWorld({ lost: 20 })
  const request = createOneRequest()
  const send = () => request.send((name) => client.post('/api/tips', {}, { name }))
  await assert.rejects(send, { code: 'UNREACHABLE', message: 'Nobody knows' })
  const tries = heard.length
  assert.ok(tries > 5 && tries < 20, `${tries} tries`)
  await send()
  assert.equal(names(heard).size, 1)
  await send()
  assert.equal(names(heard).size, 2)
  request.renew()
  await send()
  assert.equal(names(heard).size, 3)
})

test('a question is asked once and has no name; panic has none, and is tried again', async () => {
  const { client, heard } = createWorld({ lost: 3 })
  await assert.rejects(client.get('/status'), { message: 'No answer' })
  await assert.rejects(client.ask('/api/actions/moderation.held'), { code: 'UNREACHABLE' })
  assert.deepEqual(await client.post('/api/panic', {}, { again: 'as-it-is' }), { done: true })
  assert.deepEqual(
    heard.map(({ method, name }) => [method, name]),
    [
      ['GET', null],
      ['POST', null],
      ['POST', null],
      ['POST', null],
    ],
  )
})
