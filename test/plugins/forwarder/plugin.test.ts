import assert from 'node:assert/strict'
import type { IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { rehearse } from '#sdk/test'
import { readSettings } from '../../../plugins/forwarder/settings.ts'
import type { UnifiedEvent } from '../../../schemas/types.ts'
import { createWaiters } from '../../../scripts/fake-tiktok/waiters.ts'
import { ROOT } from '../../support/host.ts'
import { bodyOf, serveHttp } from '../../support/web-server.ts'
import { eventOf } from '../webhooks/parts.ts'

const PLUGIN = join(ROOT, 'plugins/forwarder')
const past = [1, 2, 3].map((seqNo) => eventOf(seqNo === 2 ? 'gift' : 'chat', {}, { seqNo, eventId: `tiktok:1:${seqNo}` }))

/** A real receiver, and the plugin in its real sandbox with a log of three events. */
async function scene(t: TestContext, target: Readonly<Record<string, unknown>> = {}, settings: Readonly<Record<string, unknown>> = {}) {
  const got: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = []
  const { changed, until } = createWaiters()
  let status = 200
  const port = await serveHttp(t, async (request, response) => {
    const body = await bodyOf(request)
    response.writeHead(status).end()
    got.push({ headers: request.headers, body })
    changed()
  })
  const plugin = await rehearse(PLUGIN, {
    past,
    grants: { net: [`127.0.0.1:${port}`] },
    settings: {
      targets: [{ name: 'lake', url: `http://127.0.0.1:${port}/events`, allowPrivate: true, from: 'beginning', ...target }],
      tokens: `lake@127.0.0.1:${port}=t0ken`,
      ...settings,
    },
  })
  t.after(plugin.stop)
  const answer = (next: number) => {
    status = next
  }
  return { plugin, got, until, answer }
}

test('S3-011: the stream goes out from the real sandbox as the events themselves, one each line, with a key and a token', async (t) => {
  const { plugin, got } = await scene(t)
  const { published } = await plugin.advance(1000)
  assert.deepEqual(
    got.map(({ body }) =>
      body
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as UnifiedEvent),
    ),
    [past],
  )
  const { 'content-type': type, authorization, 'idempotency-key': key } = got[0]?.headers ?? {}
  assert.deepEqual([type, authorization], ['application/x-ndjson', 'Bearer t0ken'])
  assert.match(String(key), /^[0-9a-f]{32}$/)
  const receipts = published.at(-1)?.data as readonly { what: string; state: string }[]
  assert.deepEqual(
    receipts.map(({ what, state }) => `${what}: ${state}`),
    ['3 events → lake: ok'],
  )
})

test('a target takes a list of JSON, and only what it chose', async (t) => {
  const { plugin, got } = await scene(t, { format: 'json', events: ['gift'] })
  await plugin.advance(1000)
  assert.deepEqual([got.map(({ body }) => JSON.parse(body)), got[0]?.headers['content-type']], [[[past[1]]], 'application/json'])
})

test('S3-053: what was refused is listed, and sent once more when asked', async (t) => {
  const { plugin, got, answer } = await scene(t)
  answer(422)
  await plugin.advance(1000)
  const letters = (await plugin.act('deadLetters')).answer as readonly { stage: string; reason: string; error: string }[]
  assert.deepEqual(
    letters.map(({ stage, reason, error }) => [stage, reason, error]),
    past.map(() => ['forward', 'refused', 'The target answered 422']),
  )
  answer(200)
  assert.deepEqual((await plugin.act('redrive')).answer, [{ target: 'lake', redriven: 3, left: 0 }])
  assert.deepEqual(
    got.slice(-3).map(({ body }) => JSON.parse(body).seqNo),
    [1, 2, 3],
  )
})

test('S3-052: what was forwarded, retried and given up is counted', async (t) => {
  const { plugin, got, until, answer } = await scene(t)
  answer(503)
  await plugin.advance(1000)
  answer(200)
  await plugin.advance(60_000)
  await until(() => got.length >= 3)
  const [status] = (await plugin.act('status')).answer as readonly Record<string, unknown>[]
  const { forwarded, retried, deadLettered, cursor } = status ?? {}
  assert.deepEqual(
    { forwarded, isRetried: Number(retried) >= 1, deadLettered, cursor },
    { forwarded: 3, isRetried: true, deadLettered: 0, cursor: 3 },
  )
})

test('a dry run sends nothing', async (t) => {
  const { plugin, got } = await scene(t, {}, { dryRun: true })
  const { published } = await plugin.advance(60_000)
  const receipts = published.at(-1)?.data as readonly { dryRun?: boolean }[]
  assert.deepEqual([got.length, receipts.map(({ dryRun }) => dryRun)], [0, [true]])
})

test('S3-063, T56: a target is https, and of your own network only where that is ticked; a token counts for one host', () => {
  const read = (url: string, fields = {}) =>
    readSettings({ targets: [{ name: 'lake', url, ...fields }], tokens: 'lake@lake.example=t0ken' })
  const isOpen = (url: string, fields = {}) => read(url, fields).targets.length === 1
  assert.deepEqual(
    [
      isOpen('https://lake.example/'),
      isOpen('http://lake.example/'),
      isOpen('https://169.254.169.254/'),
      isOpen('https://[::ffff:7f00:1]/'),
      isOpen('https://10.0.0.8/'),
      isOpen('https://10.0.0.8/', { allowPrivate: true }),
    ],
    [true, false, false, false, false, true],
  )
  assert.deepEqual([read('https://lake.example/').targets[0]?.token, read('https://evil.example/').targets[0]?.token], ['t0ken', undefined])
})
