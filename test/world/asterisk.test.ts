import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../../core/base/clock.ts'
import { createLog } from '../../core/base/log.ts'
import { createTikTokSource } from '../../core/ingest/tiktok/source.ts'
import { hasAsterisk } from '../../scripts/asterisk-place.mjs'
import { GIFTS, viewer } from '../../scripts/fake-tiktok/messages.ts'
import { createFakeTikTok } from '../../scripts/fake-tiktok/server.ts'
import { openCallHost } from '../asterisk/lab/host-with-plugin.ts'
import { startLab } from '../asterisk/lab/real-asterisk.ts'
import { likeness, tone } from '../asterisk/lab/voice/tts/tone.ts'

const skip = !hasAsterisk() && 'Asterisk is not installed: npm run test:asterisk installs it'

test('S4-007, S4-044: a gift on TikTok rings the telephone of the streamer, once, and what the rule says is heard there', {
  skip,
}, async (t) => {
  const lab = await startLab(t)
  const fake = await createFakeTikTok()
  t.after(fake.stop)
  const rules = [{ event: 'gift', gift: 'Rose', atLeast: 3, number: '3005050149', text: 'tone 400 for {user}', priority: 'high' }]
  const host = await openCallHost(t, lab, {
    settings: { rules },
    host: {
      createSource: (door) =>
        createTikTokSource({
          ...{ username: 'somebody', door, clock: systemClock, random: Math.random, log: createLog({ level: 'silent' }) },
          options: { endpoint: fake.url },
        }),
    },
  })
  await host.untilEvents((events) => events.some(({ eventType }) => eventType === 'connected'))
  fake.push([fake.messages.gift(viewer(7), GIFTS.rose, { count: 2, groupId: '5', end: true })])
  fake.push([fake.messages.gift(viewer(7), GIFTS.rose, { count: 3, groupId: '6', end: true })])
  await host.until(({ jobs }) => Object(jobs).completed === 1)
  assert.deepEqual(
    lab.phone.rung.map(({ number }) => number),
    ['3005050149'],
  )
  const [rung] = lab.phone.rung
  await lab.phone.until(() => rung?.state === 'over')
  assert.ok(likeness(rung?.sound() ?? new Float32Array(), tone(400)).share > 0.95)
})
