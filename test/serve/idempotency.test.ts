import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HostError } from '../../core/base/errors.ts'
import type { ServeParts } from '../../core/serve/serve.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { accessOf } from './no-access.ts'
import { createAnswers } from './no-desks.ts'
import { NO_ACTIONS } from './no-plugins.ts'
import { eventAt, KEYS, type Served, serve } from './served.ts'

const KEY = 'a key'

type Sent = { readonly key?: string; readonly body?: unknown; readonly path?: string; readonly role?: keyof typeof KEYS }

/** Sends a gift, with the key of an admin unless said. */
async function send(served: Served, { key = KEY, body = {}, path = '/api/simulate/gift', role = 'admin' }: Sent = {}) {
  const headers = { authorization: `Bearer ${KEYS[role]}`, 'content-type': 'application/json', 'idempotency-key': key }
  const response = await fetch(served.server.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  return [response.status, response.headers.get('idempotency-replayed'), await response.text()] as const
}

test('I4: an answer is remembered for 24 hours, and not longer', async (context) => {
  const clock = createVirtualClock()
  const served = await serve(context, { clock })
  const [status, , text] = await send(served)
  await clock.advance(24 * 3_600_000 - 1)
  assert.deepEqual(await send(served), [status, 'true', text])
  await clock.advance(1)
  assert.deepEqual(await send(served), [status, null, text])
  assert.equal(served.simulated.length, 2)
})

test('I4: a key belongs to its route and its body, and a bad key is refused', async (context) => {
  const served = await serve(context)
  await send(served, { body: { a: 1 } })
  const problem = async (given: Parameters<typeof send>[1]) => {
    const [status, , text] = await send(served, given)
    return [status, JSON.parse(text).code]
  }
  assert.deepEqual(await problem({ body: { a: 2 } }), [422, 'IDEMPOTENCY_KEY_REUSED'])
  assert.deepEqual(await problem({ body: { a: 1 }, path: '/api/simulate/like' }), [422, 'IDEMPOTENCY_KEY_REUSED'])
  assert.deepEqual(await problem({ key: 'x'.repeat(256) }), [400, 'REQUEST_INVALID'])
  assert.equal((await send(served, { key: '"a key"', body: { a: 1 } }))[1], 'true')
  assert.equal(served.simulated.length, 1)
})

test('I4: what was begun when the host ended is not tried again, but said to be unknown', async (context) => {
  const kept = new Map<string, unknown>()
  const first = await serve(context, { parts: { answers: createAnswers(kept), simulate: () => new Promise(() => {}) } })
  const cutOff = send(first).catch(() => undefined)
  while (kept.size === 0) await new Promise((resolve) => setImmediate(resolve))
  const left = new Map(kept)
  const second = await serve(context, { parts: { answers: createAnswers(left) } })
  const [status, , text] = await send(second)
  assert.deepEqual([status, JSON.parse(text).code, second.simulated.length], [409, 'OUTCOME_UNKNOWN', 0])
  await first.server.stop()
  await cutOff
})

test('I4: requests with the same key that come together are carried out once, and all hear its answer', async (context) => {
  let finish = () => {}
  const begun = new Promise<void>((resolve) => {
    finish = resolve
  })
  let carriedOut = 0
  const served = await serve(context, {
    parts: {
      async simulate() {
        carriedOut += 1
        await begun
        return eventAt(1)
      },
    },
  })
  const together = [send(served), send(served), send(served)]
  while (carriedOut === 0) await new Promise((resolve) => setImmediate(resolve))
  // Answered by the same server, behind the three.
  await fetch(`${served.server.url}/health`)
  finish()
  const answers = await Promise.all(together)
  assert.deepEqual([carriedOut, answers.map(([, replayed]) => replayed).sort()], [1, [null, 'true', 'true'].sort()])
  assert.equal(new Set(answers.map(([status, , text]) => `${status} ${text}`)).size, 1)
})

test('I4: a key belongs to who shows it: somebody else’s request with the same key is another request', async (context) => {
  const served = await serve(context)
  await send(served)
  assert.deepEqual([(await send(served, { role: 'moderator' }))[1], served.simulated.length], [null, 2])
})

test('I4: a request whose key cannot be noted is not carried out, and may come again with the same key', async (context) => {
  const answers = createAnswers()
  const failures = [new HostError('STORE_FULL', 'Full')]
  const flush = async () => {
    const failure = failures.shift()
    if (failure) throw failure
  }
  const served = await serve(context, { parts: { answers: { ...answers, flush } } })
  const first = await send(served)
  const before = served.simulated.length
  const second = await send(served)
  assert.deepEqual([first[0], before, second.slice(0, 2), served.simulated.length], [503, 0, [201, null], 1])
})

test('I4: an effect that happened is told though its answer cannot be kept, and who asks again hears that it is not known', async (context) => {
  const answers = createAnswers()
  let flushes = 0
  const flush = async () => {
    flushes += 1
    if (flushes === 2) throw new HostError('STORE_FULL', 'Full')
  }
  // What was set and not written is not there to be read.
  const set: typeof answers.set = (name, value) => {
    if (flushes === 0) answers.set(name, value)
  }
  const served = await serve(context, { parts: { answers: { ...answers, set, flush } } })
  const [first, again] = [await send(served), await send(served)]
  assert.deepEqual([first[0], JSON.parse(again[2]).code, served.simulated.length], [201, 'OUTCOME_UNKNOWN', 1])
})

test('I4, T09: an answer that tells a key is kept nowhere, and told once', async (context) => {
  const kept = new Map<string, unknown>()
  const token = {
    id: 'token-1',
    kind: 'token',
    name: 'Bot',
    role: 'game',
    createdAt: '2026-11-20T12:00:00.000Z',
    createdBy: 'key-admin',
  } as const
  const access = { ...accessOf(KEYS), createToken: async () => ({ token, key: 'sr_a-secret-that-is-told-once' }) }
  const served = await serve(context, { parts: { access, answers: createAnswers(kept) } })
  const make = () => send(served, { path: '/api/tokens', body: { name: 'Bot', role: 'game' } })
  const [first, again] = [await make(), await make()]
  assert.deepEqual([first[0], JSON.parse(again[2]).code], [201, 'OUTCOME_UNKNOWN'])
  assert.doesNotMatch(JSON.stringify([...kept]), /sr_a-secret/)
})

test('I4: what was refused because of something else that goes on may be tried again, and what is wrong stays so', async (context) => {
  const errors = [new HostError('REPLAY_RUNNING', 'It runs'), new HostError('EVENT_INVALID', 'It is none')]
  const served = await serve(context, {
    parts: {
      simulate: async () => {
        throw errors.shift() ?? new Error('It was asked once more')
      },
    },
  })
  const statuses = [await send(served), await send(served), await send(served)].map(([status, replayed]) => [status, replayed])
  assert.deepEqual(statuses, [
    [409, null],
    [422, null],
    [422, 'true'],
  ])
})

test('I4: where nothing was done the same key may be tried again, and a failure is a failure again', async (context) => {
  const errors = [new HostError('STORE_FULL', 'Full'), new Error('A mistake')]
  const served = await serve(context, {
    parts: {
      simulate: async () => {
        const error = errors.shift()
        if (error) throw error
        return eventAt(1)
      },
    },
  })
  const statuses = [await send(served), await send(served), await send(served)].map(([status, replayed]) => [status, replayed])
  assert.deepEqual(statuses, [
    [503, null],
    [500, null],
    [500, 'true'],
  ])
})

test('I4: only so many keys are remembered, the newest', async (context) => {
  const kept = new Map<string, unknown>()
  const served = await serve(context, { limits: { idempotencyKeys: 3 }, parts: { answers: createAnswers(kept) } })
  for (const key of ['1', '2', '3', '4']) await send(served, { key })
  assert.equal(kept.size, 3)
  const replayed = []
  for (const key of ['4', '3', '2', '1']) replayed.push((await send(served, { key }))[1])
  assert.deepEqual(replayed, ['true', 'true', 'true', null])
})

test('I4: who sends many keys pushes out their own, also after a restart, and not what others did', async (context) => {
  const kept = new Map<string, unknown>()
  const parts = { answers: createAnswers(kept) }
  const served = await serve(context, { limits: { idempotencyKeys: 3 }, parts })
  await send(served)
  for (const key of ['1', '2', '3', '4']) await send(served, { key, role: 'overlay', path: '/api/logout' })
  assert.equal((await send(served))[1], 'true')
  const again = await serve(context, { limits: { idempotencyKeys: 3 }, parts })
  for (const key of ['5', '6', '7']) await send(again, { key, role: 'overlay', path: '/api/logout' })
  assert.equal((await send(again))[1], 'true')
  assert.equal(kept.size, 3)
})

test('I4: what tells a secret of a plugin is told once, and kept nowhere', async (context) => {
  const kept = new Map<string, unknown>()
  const actions: ServeParts['actions'] = { ...NO_ACTIONS, call: async () => ({ header: 'Bearer of it' }), tellsSecret: () => true }
  const served = await serve(context, { parts: { answers: createAnswers(kept), actions } })
  const [first, again] = [
    await send(served, { path: '/api/actions/game.pairing' }),
    await send(served, { path: '/api/actions/game.pairing' }),
  ]
  assert.deepEqual([first[0], JSON.parse(again[2]).code, JSON.stringify([...kept]).includes('Bearer')], [200, 'OUTCOME_UNKNOWN', false])
})

test('V2: who asks with a key hears as anybody when to try again', async (context) => {
  const simulate = () => Promise.reject(new HostError('OVERLOADED', 'Full'))
  const served = await serve(context, { parts: { simulate } })
  const headers = { authorization: `Bearer ${KEYS.admin}`, 'content-type': 'application/json', 'idempotency-key': KEY }
  const { status, headers: told } = await fetch(`${served.server.url}/api/simulate/gift`, { method: 'POST', headers, body: '{}' })
  assert.deepEqual([status, told.get('retry-after'), told.get('cache-control')], [503, '1', 'no-store'])
})
