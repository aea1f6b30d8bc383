import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type Rehearsed, rehearse } from '#sdk/test'
import { startOpenCloud } from '../../stand-ins/roblox/open-cloud.ts'

const FOLDER = fileURLToPath(new URL('../../../plugins/roblox', import.meta.url))
const UNIVERSE = { universeId: '4922741943', key: 'a key of the tests' }

const cloud = await startOpenCloud({ after }, UNIVERSE)
const plugin = await rehearsed({ universeId: UNIVERSE.universeId, apiKey: UNIVERSE.key, tells: ['gift', 'follow', 'chat'] })

async function rehearsed(settings: Readonly<Record<string, unknown>>): Promise<Rehearsed> {
  const started = await rehearse(FOLDER, { settings: { address: cloud.url, ...settings }, grants: { net: [cloud.host] }, clock: 'real' })
  after(started.stop)
  return started
}

const published = () => cloud.published.splice(0).map(({ topic, message }) => ({ topic, entries: JSON.parse(message) }))

test('a gift is published to the topic as a list with one entry', async () => {
  const { error } = await plugin.send('gift', { giftName: 'Rose', giftCount: 3 })
  assert.equal(error, undefined)
  const timestamp = Date.parse('2026-11-20T19:20:10.250Z')
  const data = { user: 'Mira', giftName: 'Rose', giftId: 5655, repeatCount: 3, cost: 1, timestamp }
  const id = `${(1002).toString(36)}-${timestamp.toString(36)}`
  assert.deepEqual(published(), [{ topic: 'showrunner', entries: [{ id, type: 'tiktok_gift', data, timestamp, priority: 100 }] }])
})

test('what Roblox refuses for good is a dead letter, what it refuses for now is tried again when it says', async () => {
  cloud.fail('limited')
  const limited = await plugin.send('gift')
  assert.match(limited.error ?? '', /RetryError: Roblox answered 429/)
  assert.deepEqual(published(), [])
  const stranger = await rehearsed({ universeId: UNIVERSE.universeId, apiKey: 'another key' })
  assert.match((await stranger.send('gift')).error ?? '', /AuthError: Roblox answered 401; look at its key in the settings/)
  assert.equal(JSON.stringify(await stranger.act('status')).includes('another key'), false)
})

test('without a universe and a key it only says what it would send', async () => {
  const fresh = await rehearsed({})
  const { error, logged } = await fresh.send('gift')
  assert.deepEqual([error, logged[0]?.fields], [undefined, { types: ['tiktok_gift'] }])
  assert.match((await fresh.act('test')).error ?? '', /Write the universe and the key into the settings/)
  assert.deepEqual(published(), [])
})
