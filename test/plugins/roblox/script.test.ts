import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startExperience } from '../../stand-ins/roblox/experience.ts'

test('the script subscribes until it may, and fires each event once, whatever else a message holds', async (t) => {
  const experience = await startExperience(t, { failures: 3 })
  assert.deepEqual([experience.of('subscribed'), experience.of('waited')], [['showrunner'], [1, 2, 4]])
  const follow = { id: 'a', type: 'tiktok_follow', data: { user: 'Mira' } }
  for (const message of ['no json', '7', '[]', JSON.stringify([follow, { id: 'b', type: 'no data' }, 3]), JSON.stringify([follow])])
    experience.receive(message)
  experience.receive(JSON.stringify([{ ...follow, id: 'c', type: 'tiktok_share' }]))
  await experience.until(() => experience.of('fired').length === 2)
  assert.deepEqual(experience.of('fired'), [
    { kind: 'tiktok_follow', data: { user: 'Mira' } },
    { kind: 'tiktok_share', data: { user: 'Mira' } },
  ])
})
