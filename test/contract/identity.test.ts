import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import * as proto from 'tiktok-live-proto/v3'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import { createIngest } from '../../core/ingest/ingest.ts'
import { createMapper } from '../../core/ingest/tiktok/map.ts'
import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { bundleScript } from '../../scripts/bundle-script.mjs'
import { createMessages } from '../../scripts/fake-tiktok/messages.ts'
import { askedUntil } from '../support/asked.ts'
import fc from '../support/chance.ts'
import { createFolder } from '../support/folder.ts'
import { openSocket } from '../support/host.ts'
import { createOperated } from '../support/operated.ts'
import { ROOT } from '../support/root.ts'

const isLong = process.env.SHOWRUNNER_LONG === '1'

test('I1: an id of nineteen digits goes from the wire to the log as it was', async (t) => {
  const store = await createSqliteStore({ dataDir: createFolder(), clock: systemClock })
  t.after(() => store.close())
  const ingest = createIngest({ store, clock: systemClock, log: createLog({ level: 'silent' }), onAccepted: () => {} })
  const door = ingest.door()
  door.openSession({ streamId: 'tiktok:somebody', roomId: '7', source: 'live' })
  // On the wire they are signed 64-bit numbers.
  const id = fc.bigInt({ min: 10n ** 18n, max: 2n ** 63n - 1n }).map(String)
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(id, id, id, async (roomId, msgId, userId) => {
      fc.pre(!seen.has(`${roomId}:${msgId}`))
      seen.add(`${roomId}:${msgId}`)
      const messages = createMessages({ roomId, createTime: Date.now })
      const mapper = createMapper({ proto, roomId, wallTime: Date.now })
      const message = messages.chat({ id: userId, handle: 'ann', nickname: 'Ann' }, 'Hello')
      const wire = proto.WebcastChatMessage.decode(message.payload)
      const common = wire.common && { ...wire.common, msgId }
      const payload = proto.WebcastChatMessage.encode({ ...wire, common }).finish()
      await door.ingest([mapper({ ...message, msgId, payload, isHistory: false }).draft])
      const [kept] = store.latest(1)
      assert.deepEqual([kept?.eventId, kept?.user?.userId], [`tiktok:${roomId}:${msgId}`, userId])
      // What reads it again from the log, or from JSON, reads the same digits.
      assert.equal(JSON.parse(JSON.stringify(kept)).eventId, `tiktok:${roomId}:${msgId}`)
    }),
    { numRuns: isLong ? 2000 : 200 },
  )
})

test('I2, T88: a recorded stream taken in twice, with a kill in between, is accepted once', async (t) => {
  const dataDir = createFolder()
  const count = isLong ? 50_000 : 10_000
  const feeder = await bundleScript(ROOT, 'test/support/feeder.ts')
  const feed = () => {
    const child = spawn(process.execPath, [feeder, dataDir, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] })
    t.after(() => child.kill('SIGKILL'))
    return child
  }
  const first = feed()
  let told = 0
  for await (const line of createInterface({ input: first.stdout })) {
    told = Number(line)
    if (told >= count / 2) first.kill('SIGKILL')
  }
  if (first.signalCode === null) await once(first, 'exit')
  assert.equal(first.signalCode, 'SIGKILL')
  const second = feed()
  second.stdout.resume()
  const [exitCode] = await once(second, 'exit')
  assert.equal(exitCode, 0)

  const store = await createSqliteStore({ dataDir, clock: systemClock })
  t.after(() => store.close())
  const ids: string[] = []
  for (let from = 1; from <= store.head(); from += 1000) {
    ids.push(...store.read(from, 1000).flatMap(({ event }) => (event.eventType === 'gift' ? [event.eventId] : [])))
  }
  assert.deepEqual(
    ids,
    Array.from({ length: count }, (_, n) => `tiktok:7:${7312345678901000000n + BigInt(n)}`),
  )
  t.diagnostic(`figure: ${count} events taken in twice with a kill after ${told}, ${ids.length} accepted`)
})

test('I4: fifty requests at once with one Idempotency-Key have one effect and one answer, also after a restart', async (t) => {
  const operated = await createOperated(t)
  const post =
    (host: { readonly url: string; readonly keys: { readonly admin: string } }) =>
    async (key: string, body: object, as = host.keys.admin) => {
      const headers = { authorization: `Bearer ${as}`, 'content-type': 'application/json', 'idempotency-key': key }
      const response = await fetch(`${host.url}/api/simulate/gift`, { method: 'POST', headers, body: JSON.stringify(body) })
      return { status: response.status, text: await response.text() }
    }
  const first = await operated.start()
  const send = post(first)
  const answers = await Promise.all(Array.from({ length: 50 }, () => send('"8e03978e-40d5-43dd-bc93-6894a57f9324"', { giftCount: 3 })))
  const gifts = first.events.filter(({ eventType }) => eventType === 'gift')
  assert.equal(gifts.length, 1)
  assert.deepEqual([...new Set(answers.map(({ status, text }) => `${status} ${text}`))], [`201 ${JSON.stringify({ event: gifts[0] })}`])
  assert.equal((await send('"8e03978e-40d5-43dd-bc93-6894a57f9324"', { giftCount: 4 })).status, 422)
  // Another role's key is another one, and so is another key.
  const others = await Promise.all([
    send('8e03978e-40d5-43dd-bc93-6894a57f9324', {}, first.keys.moderator),
    send('other', { giftCount: 3 }),
  ])
  assert.deepEqual(
    others.map(({ status }) => status),
    [201, 201],
  )
  const wrong = await send('wrong', { giftCount: 'many' })
  assert.deepEqual([wrong, wrong.status], [await send('wrong', { giftCount: 'many' }), 422])
  assert.equal(first.events.filter(({ eventType }) => eventType === 'gift').length, 3)
  await first.stop()

  const second = await operated.start()
  assert.deepEqual(await post(second)('8e03978e-40d5-43dd-bc93-6894a57f9324', { giftCount: 3 }, second.keys.admin), answers[0])
  assert.deepEqual(second.events, [])
  t.diagnostic('figure: 50 requests at once with one key, 1 event')
})

test('I5: the idempotency key of a delivery is the same over its tries and a restart, and a replay has its own', async (t) => {
  const operated = await createOperated(t)
  await operated.write('sender', {
    manifest: { retry: { attempts: 4, delayMs: 1 } },
    files: {
      'plugin.ts': `export default { on: { async gift(event, host, { attempt, redelivered, idempotencyKey }) {
        host.publish('try', { attempt, redelivered, idempotencyKey })
        if (!event.replay && attempt < 3) throw new Error('Once more')
        if (!event.replay && attempt === 3) await new Promise(() => {})
      } } }`,
    },
  })
  const first = await operated.start()
  const tries = async (host: typeof first) => {
    const socket = await openSocket(t, host.url, { key: host.keys.admin, subscribe: { topics: ['sender.try'] } })
    return { ...socket, tries: () => socket.messages.flatMap(({ type, data }) => (type === 'publish' ? [data] : [])) }
  }
  const before = await tries(first)
  const { body } = await first.ask('POST', '/api/simulate/gift', {})
  const gift = body.event as UnifiedEvent
  await before.until(() => before.tries().length === 3)
  await operated.edit('sender', 'plugin.ts', PUBLISHES)
  await first.stop(0)

  const second = await operated.start()
  await askedUntil(
    async () => second.status().lanes as { completed: number }[],
    ([lane]) => lane?.completed === 1,
  )
  const after = await tries(second)
  assert.equal((await second.ask('POST', `/api/sessions/${gift.sessionId}/replay`, { speed: 'max', to: ['sender'] })).status, 202)
  await after.until(() => after.tries().length === 2)
  const key = `${gift.eventId}:sender`
  const { replays } = (await second.ask('GET', '/api/replays')).body as { replays: readonly { id: string }[] }
  assert.deepEqual(before.tries(), [
    { attempt: 1, redelivered: false, idempotencyKey: key },
    { attempt: 2, redelivered: true, idempotencyKey: key },
    { attempt: 3, redelivered: true, idempotencyKey: key },
  ])
  assert.deepEqual(after.tries(), [
    { attempt: 1, redelivered: false, idempotencyKey: `replay:${replays[0]?.id}:${key}` },
    { earlier: [{ attempt: 4, redelivered: true, idempotencyKey: key }] },
  ])
})

/** Keeps what it is told, since nobody may listen yet when it starts. */
const PUBLISHES = `export default { on: { async gift(event, host, { attempt, redelivered, idempotencyKey }) {
  const seen = { attempt, redelivered, idempotencyKey }
  if (!event.replay) return host.kv.set('earlier', [...(await host.kv.get('earlier') ?? []), seen])
  host.publish('try', seen)
  host.publish('try', { earlier: await host.kv.get('earlier') })
} } }`
