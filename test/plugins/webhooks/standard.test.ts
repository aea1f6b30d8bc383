import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import type { Kind } from '../../../plugins/webhooks/kinds/kind.ts'
import { send } from '../../../plugins/webhooks/send.ts'
import { classic } from '../../../plugins/webhooks/standard/classic.ts'
import { standard } from '../../../plugins/webhooks/standard/standard.ts'
import { bodyOf, serveHttp } from '../../support/web-server.ts'
import { endpointOf, entryOf, eventOf } from './parts.ts'

const NOW = 1_760_000_000_000
const gift = (payload = {}, envelope = {}) => eventOf('gift', payload, envelope)
const ask = (kind: Kind, body: string, secrets: readonly string[] = []) =>
  kind.request([entryOf(1, { body })], endpointOf({ secrets }), NOW)

/** What a real request to a real server with this answer becomes. */
async function verdictFor(t: Parameters<typeof serveHttp>[0], status: number, headers: Readonly<Record<string, string>> = {}) {
  const asked: string[] = []
  const port = await serveHttp(t, async (request, response) => {
    asked.push(`${request.method} ${request.url} ${await bodyOf(request)}`)
    response.writeHead(status, headers).end()
  })
  const endpoint = endpointOf({ url: new URL(`http://127.0.0.1:${port}/hooks`) })
  const verdict = await send([entryOf(1, { body: '{}' })], {
    kind: standard,
    endpoint,
    now: () => NOW,
    signal: new AbortController().signal,
  })
  return { verdict, asked }
}

test('S0-136: an endpoint gets the whole event as JSON, under an id that stays the same', async () => {
  const event = gift()
  const { headers, body } = await ask(standard, standard.write(event, { template: '' }))
  assert.deepEqual(JSON.parse(body), { type: 'gift', timestamp: event.timestamp, data: event })
  assert.deepEqual(headers, { 'content-type': 'application/json', 'webhook-id': 'msg_1', 'webhook-timestamp': '1760000000' })
})

test('S0-144: the classic form has event, data, timestamp and source, and the HMAC-SHA256 of the rest as its signature', async () => {
  const { body } = await ask(classic, classic.write(gift(), { template: '' }), ['key'])
  const { signature, ...rest } = JSON.parse(body)
  assert.deepEqual([Object.keys(rest), rest.event, rest.source], [['event', 'data', 'timestamp', 'source'], 'tiktok:gift', 'showrunner'])
  assert.equal(signature, `sha256=${createHmac('sha256', 'key').update(JSON.stringify(rest)).digest('hex')}`)
  assert.deepEqual([classic.timeoutMs, 'signature' in JSON.parse((await ask(classic, body)).body)], [5000, true])
})

test('the classic form says how much a tip is', () => {
  const tip = eventOf('tip', { tipperName: 'Ana' }, { value: { amountCents: 500, currency: 'EUR' } })
  const { data } = JSON.parse(classic.write(tip, { template: '' }))
  assert.deepEqual([data.tipperName, data.amountCents, data.currency], ['Ana', 500, 'EUR'])
})

test('a template makes JSON whatever viewers are called, and one that makes none is told', () => {
  const evil = { user: { ...gift().user, safeName: '"},"admin":true,"x":"\\' } }
  const body = standard.write(gift({ coins: 5 }, evil), { template: '{"who":"{user}","coins":{coins}}' })
  assert.deepEqual(JSON.parse(body), { who: '"},"admin":true,"x":"\\', coins: 5 })
  assert.throws(() => standard.write(gift(), { template: 'hello {user}' }), { name: 'PermanentError' })
})

test('what would be larger than 20 kB goes without its payload', () => {
  const body = standard.write(eventOf('custom', { data: { text: 'é'.repeat(30_000) } }), { template: '' })
  assert.ok(Buffer.byteLength(body) < 20_000)
  assert.deepEqual(JSON.parse(body).data.payload, { isShortened: true })
})

test('R7, T58: a redirect is not followed, and is told as what it is', async (t) => {
  const other = await verdictFor(t, 200)
  const { verdict, asked } = await verdictFor(t, 302, { location: 'http://127.0.0.1:1/' })
  assert.deepEqual([verdict.state, asked.length, other.asked.length], ['refused', 1, 1])
  assert.match('why' in verdict ? verdict.why : '', /^It answered 302, a redirect, which is not followed/)
})

test('only 2xx is success; 410 ends it, 429, 502, 503 and 504 slow all of it down, Retry-After counts', async (t) => {
  const table = [
    [204, {}],
    [410, {}],
    [400, {}],
    [401, {}],
    [429, { 'retry-after': '120' }],
    [503, { 'retry-after': new Date(NOW + 60_000).toUTCString() }],
    [500, {}],
  ] as const
  const verdicts: unknown[] = []
  for (const [status, headers] of table) {
    const { why: _, ...verdict } = (await verdictFor(t, status, headers)).verdict as { why?: string }
    verdicts.push(verdict)
  }
  assert.deepEqual(verdicts, [
    { state: 'ok' },
    { state: 'gone' },
    { state: 'refused', isKey: false },
    { state: 'refused', isKey: true },
    { state: 'retry', askedMs: 120_000, isBusy: true },
    { state: 'retry', askedMs: 60_000, isBusy: true },
    { state: 'retry' },
  ])
})

test('nobody there is no verdict on what was sent, and the sentence does not hold the address', async () => {
  const endpoint = endpointOf({ url: new URL('http://127.0.0.1:1/secret-path') })
  const verdict = await send([entryOf(1)], { kind: standard, endpoint, now: () => NOW, signal: new AbortController().signal })
  assert.deepEqual([verdict.state, JSON.stringify(verdict).includes('secret-path')], ['retry', false])
})
