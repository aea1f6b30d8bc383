import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UnifiedEvent } from '../../schemas/types.ts'
import { GIFTS, viewer } from '../../scripts/fake-tiktok/messages.ts'
import { createWaiters } from '../../scripts/fake-tiktok/waiters.ts'
import { bodyOf, serveHttp } from '../support/web-server.ts'
import { startWorld } from '../support/world.ts'

test('S3-011: a live on TikTok arrives whole and in order, also what happened while the target was down', async (t) => {
  const got: UnifiedEvent[] = []
  const { changed, until } = createWaiters()
  let isDown = false
  let turnedAway = 0
  const port = await serveHttp(t, async (request, response) => {
    const body = await bodyOf(request)
    if (isDown) turnedAway += 1
    else
      got.push(
        ...body
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
      )
    response.writeHead(isDown ? 503 : 200).end()
    changed()
  })
  const targets = [{ name: 'lake', url: `http://127.0.0.1:${port}/events`, allowPrivate: true, from: 'beginning' }]
  const world = await startWorld(t, 'forwarder', { targets })
  const isHere = (giftName: string) => got.some((event) => event.eventType === 'gift' && event.payload.giftName === giftName)
  const give = (gift: (typeof GIFTS)[keyof typeof GIFTS], groupId: string) =>
    world.push(world.fake.messages.gift(viewer(7), gift, { count: 1, end: true, groupId }))
  world.giveRose()
  await until(() => isHere('Rose'))
  isDown = true
  world.push(world.fake.messages.chat(viewer(1), 'is anybody there?'))
  await until(() => turnedAway > 0)
  give(GIFTS.galaxy, '77')
  await world.host.until((events) => events.filter(({ eventType }) => eventType === 'gift').length === 2)
  isDown = false
  await until(() => got.filter(({ eventType }) => eventType === 'gift').length === 2)
  const accepted = world.host.events.map(({ seqNo }) => seqNo)
  await until(() => got.length >= accepted.length)
  assert.deepEqual(got.map(({ seqNo }) => seqNo).slice(0, accepted.length), accepted)
  await world.untilReceipts((receipts) => receipts.some(({ attempt }) => attempt > 1) && receipts.every(({ state }) => state === 'ok'))
  const { value } = (await world.act('status')) as { readonly value: readonly [Readonly<Record<string, unknown>>] }
  const [{ forwarded, retried, deadLettered }] = value
  assert.deepEqual([Number(forwarded) >= accepted.length, Number(retried) >= 1, deadLettered], [true, true, 0])
})
