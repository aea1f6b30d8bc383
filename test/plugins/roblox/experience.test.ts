import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Receipt } from '#sdk/receipts'
import { createExperience } from '../../../plugins/roblox/experience.ts'
import { readSettings } from '../../../plugins/roblox/settings.ts'
import { startOpenCloud } from '../../stand-ins/roblox/open-cloud.ts'
import { moderating } from '../../support/moderating.ts'
import { createRecordingHost, delivery, fixture } from '../../support/recording-host.ts'
import { settlingOf } from '../../support/settling.ts'

const UNIVERSE = { universeId: '4922741943', key: 'a key of the tests' }
const SETTINGS = { universeId: UNIVERSE.universeId, apiKey: UNIVERSE.key, tells: ['gift', 'follow', 'chat'] }
const settle = await settlingOf('roblox')
const cloud = await startOpenCloud({ after }, UNIVERSE)

/** The plugin without its sandbox; test/world/roblox.test.ts has it in one. */
function started(settings: Readonly<Record<string, unknown>>) {
  const { host, lines, published } = createRecordingHost()
  const experience = createExperience({
    host: { ...host, actions: moderating },
    settings: readSettings(settle({ address: cloud.url, ...settings })),
  })
  const tell = async (type: 'gift' | 'chat', more: object = {}) => experience.tell({ ...(await fixture(type)), ...more }, delivery())
  return { experience, tell, lines, published }
}

const published = () => cloud.published.splice(0).map(({ topic, message }) => ({ topic, entries: JSON.parse(message) }))

test('a gift is published to the topic as a list with one entry', async () => {
  await started(SETTINGS).tell('gift')
  const timestamp = Date.parse('2026-11-20T19:20:10.250Z')
  const data = { user: 'Mira', giftName: 'Rose', giftId: 5655, repeatCount: 10, cost: 1, timestamp }
  const id = `${(1002).toString(36)}-${timestamp.toString(36)}`
  assert.deepEqual(published(), [{ topic: 'showrunner', entries: [{ id, type: 'tiktok_gift', data, timestamp, priority: 100 }] }])
})

test('no name that moderation hides is published, and all that was given is', async () => {
  const { user } = await fixture('gift')
  await started({ ...SETTINGS, rules: [{ event: 'gift', command: 'disco' }] }).tell('gift', { user: { ...user, safeName: 'a slur' } })
  const told = published()[0]?.entries.map(({ data }: { data: Record<string, unknown> }) => [data.user, data.giftName, data.command])
  assert.deepEqual(told, [
    ['***', 'Rose', undefined],
    ['***', undefined, 'disco'],
  ])
})

test('what Roblox refuses for now comes again when it says, what it refuses for good is a dead letter, and a chat is neither', async () => {
  const { tell } = started(SETTINGS)
  cloud.fail('limited')
  await assert.rejects(tell('gift'), { name: 'RetryError', message: 'Roblox answered 429', retryAfterMs: 7000 })
  for (const failure of ['down', 'forbidden'] as const) {
    cloud.fail(failure)
    await assert.rejects(started(SETTINGS).tell('gift'), { name: failure === 'down' ? 'RetryError' : 'AuthError' })
  }
  cloud.fail('down')
  await started(SETTINGS).tell('chat')
  assert.deepEqual(published(), [])
})

test('a wrong key is told as such, and never shown', async () => {
  const { experience, tell, lines, published: shown } = started({ ...SETTINGS, apiKey: 'a wrong key' })
  await assert.rejects(tell('gift'), { name: 'AuthError', message: 'Roblox answered 401; look at its key in the settings' })
  assert.doesNotMatch(JSON.stringify([experience.status(), lines, shown]), /a wrong key/)
})

test('without a universe and a key it only says what it would send', async () => {
  const { experience, tell, lines, published: shown } = started({ tells: ['gift'] })
  await tell('gift')
  assert.deepEqual([lines[0]?.fields, published()], [{ what: 'gift Rose × 10' }, []])
  // What core/kit/receipts publishes.
  assert.equal((shown[0]?.data as readonly Receipt[] | undefined)?.at(0)?.dryRun, true)
  await assert.rejects(experience.test(), /Write the universe and the key into the settings/)
})
