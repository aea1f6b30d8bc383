import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startExperience } from '../stand-ins/roblox/experience.ts'
import { startOpenCloud } from '../stand-ins/roblox/open-cloud.ts'
import { startWorld } from '../support/world.ts'

const UNIVERSE = { universeId: '4922741943', key: 'a-key-of-the-tests' }

test('S0-073: a gift on TikTok is fired in a Roblox experience, by Open Cloud and the script that ships', async (t) => {
  const cloud = await startOpenCloud(t, UNIVERSE)
  const experience = await startExperience(t)
  const world = await startWorld(t, 'roblox', { address: cloud.url, universeId: UNIVERSE.universeId }, { apiKey: UNIVERSE.key })
  const at = performance.now()
  world.giveRose()
  await cloud.until(() => cloud.published.length === 1)
  t.diagnostic(`figure: a gift on TikTok is at Open Cloud after ${(performance.now() - at).toFixed(1)} ms`)
  for (const { message } of cloud.published) experience.receive(message)
  await experience.until(() => experience.of('fired').length === 1)
  const [{ kind, data }] = experience.of('fired') as [{ kind: string; data: Record<string, unknown> }]
  assert.deepEqual([kind, data.giftName, data.repeatCount, data.cost], ['tiktok_gift', 'Rose', 1, 1])
  await world.untilReceipts((receipts) => receipts.some(({ what, state }) => what === 'gift Rose × 1' && state === 'ok'))
})
