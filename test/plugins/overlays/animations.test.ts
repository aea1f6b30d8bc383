import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Animation, openAnimations } from '../../../plugins/overlays/animations/animations.ts'
import type { Preset } from '../../../plugins/overlays/animations/look.ts'
import { lookOf } from '../../../plugins/overlays/animations/looks.ts'
import { readAnimationSettings } from '../../../plugins/overlays/animations/settings.ts'
import { choiceFor } from '../../../plugins/overlays/animations/triggers.ts'
import { particlesOf } from '../../../plugins/overlays/overlay/animations-motion.js'
import { openChannel } from '../../streams/channel.ts'
import { askedUntil } from '../../support/asked.ts'
import { openSocket, startHost } from '../../support/host.ts'
import { createRecordingHost, fixture } from '../../support/recording-host.ts'
import { ROOT } from '../../support/root.ts'
import { settlingOf } from '../../support/settling.ts'

const settle = await settlingOf('overlays')
const AREA = { width: 178, height: 100 }

test('S2-052: a tip plays an animation from the amount on that the creator chose, and none below it', async () => {
  const tip = await fixture('tip')
  const choice = (amountCents: number, settings: Record<string, unknown>) =>
    choiceFor({ ...tip, value: { amountCents } }, readAnimationSettings(settle(settings)))
  assert.deepEqual([choice(499, {}), choice(500, {})], ['none', 'confetti'])
  const settings = { animateTip: 'hearts', animateTipCents: 2000 }
  assert.deepEqual([choice(1999, settings), choice(2000, settings)], ['none', 'hearts'])
})

test('gifts, follows, subscriptions and round numbers of likes play what was chosen for them', async () => {
  const [gift, follow, subscribe, like] = await Promise.all([fixture('gift'), fixture('follow'), fixture('subscribe'), fixture('like')])
  const settings = readAnimationSettings(settle({ animateFollow: 'custom', animateLikesEach: 1000 }))
  const coins = (amount: number) => choiceFor({ ...gift, payload: { ...gift.payload, coins: amount } }, settings)
  const likes = (likeCount: number, totalLikeCount: number) => choiceFor({ ...like, payload: { likeCount, totalLikeCount } }, settings)
  assert.deepEqual([coins(99), coins(100)], ['none', 'rain'])
  assert.deepEqual([choiceFor(follow, settings), choiceFor(subscribe, settings)], ['custom', 'hearts'])
  assert.deepEqual(
    [likes(15, 999), likes(15, 1000), likes(15, 1014), likes(15, 1015), likes(2500, 3100)],
    ['none', 'hearts', 'hearts', 'none', 'hearts'],
  )
})

test('of an event that comes again, or comes too late, nothing plays', async () => {
  const tip = await fixture('tip')
  const at = Date.parse(tip.ingestedAt)
  const { host, published } = createRecordingHost({ settings: settle() })
  const animations = await openAnimations(host, { now: () => at + 1000 })
  animations.event(tip)
  animations.event(tip)
  const later = await openAnimations(host, { now: () => at + 60_001 })
  later.event({ ...tip, eventId: 'late' })
  assert.deepEqual(
    published.map(({ topic }) => topic),
    ['animation', 'animation.trigger'],
  )
})

test('S2-051: there is a burst of confetti, hearts that float, a rain of tokens, and what the creator defines', () => {
  const presets: readonly Preset[] = [
    { name: 'snow', motion: 'fall', emoji: ['❄️'], count: 50 },
    { name: 'party', colours: ['#00ff00'] },
  ]
  const told = (look: ReturnType<typeof lookOf>) => [look.motion, ...look.emoji, ...new Set(look.shapes)].join(' ')
  assert.deepEqual(
    [...(['confetti', 'hearts', 'rain'] as const).map((type) => told(lookOf(type, presets))), told(lookOf('custom', presets))],
    ['burst paper ribbon disc', 'float heart', 'fall coin', 'fall ❄️ star spark'],
  )
  assert.deepEqual([lookOf('custom', presets, 'party').colours, lookOf('custom', []).shapes], [['#00ff00'], ['star', 'spark']])
})

test('particles are bounded, begin and end unseen, and are where they are by their age alone', () => {
  for (const type of ['confetti', 'hearts', 'rain', 'custom'] as const) {
    const particles = particlesOf({ ...lookOf(type, []), count: 100_000 }, { area: AREA, max: 500 })
    assert.equal(particles.length, 500)
    for (const { pose, life } of particles) {
      assert.deepEqual(pose(life / 2), pose(life / 2))
      const end = pose(life)
      assert.ok(end.opacity === 0 && Object.values(pose(life / 3)).every(Number.isFinite), type)
      assert.ok(type === 'rain' || pose(0).opacity === 0, type)
    }
  }
})

test('S2-050, S2-092: POST /api/animations/trigger plays on the page and is told to who joined the session', async (t) => {
  const host = await startHost(t, { pluginRoots: [join(ROOT, 'plugins')], only: ['overlays'] })
  const ask = async (method: string, path: string, body?: unknown, key = host.keys.admin) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const response = await fetch(host.url + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
    return { status: response.status, body: Object(await response.json()) }
  }
  const { session } = (await ask('POST', '/api/sessions', { platform: 'other', title: 'Friday' })).body
  const { sessionId } = session
  const page = await openSocket(t, host.url, { key: host.keys.overlay, subscribe: { topics: ['overlays.animation'] } })
  const overlay = await openChannel(t, host.url, { path: '/streaming/overlay' })
  overlay.say('join_overlay', { sessionId })
  await overlay.nth('session_updated', 1)

  const wanted = { type: 'rain', sessionId, metadata: { why: 'a test' } }
  const answer = await ask('POST', '/api/animations/trigger', wanted)
  assert.deepEqual([answer.status, answer.body.type], [202, 'rain'])
  assert.deepEqual(await overlay.nth('animation_trigger', 1), wanted)
  await page.until(() => page.messages.some(({ type }) => type === 'publish'))
  const shown = page.messages.find(({ type }) => type === 'publish')?.data as Animation
  assert.deepEqual([shown.id, shown.look.motion], [answer.body.id, 'fall'])

  const refused = await Promise.all([
    ask('POST', '/api/animations/trigger', wanted, host.keys.overlay),
    ask('POST', '/api/animations/trigger', { type: 'explosion' }),
    ask('POST', '/api/animations/trigger', { type: 'custom', preset: 'nothing' }),
  ])
  assert.deepEqual(
    refused.map(({ status }) => status),
    [403, 422, 404],
  )
  assert.deepEqual((await ask('GET', '/api/animations')).body, { types: ['confetti', 'hearts', 'rain', 'custom'], presets: [] })
})

test('S2-050, S2-092: without a session it is told to the one that began last, in which nothing has happened yet, also after a restart', async (t) => {
  const parts = { pluginRoots: [join(ROOT, 'plugins')], only: ['overlays'] }
  const host = await startHost(t, parts)
  const post = async (path: string, body: unknown) => {
    const headers = { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' }
    return Object(await (await fetch(host.url + path, { method: 'POST', headers, body: JSON.stringify(body) })).json())
  }
  const { sessionId } = (await post('/api/sessions', { platform: 'other' })).session
  const asked = async () =>
    Object(await (await fetch(`${host.url}/api/lanes`, { headers: { authorization: `Bearer ${host.keys.admin}` } })).json())
  await askedUntil(asked, ({ lanes }) => lanes[0]?.perType.streamStart?.completed === 1)
  const hears = async () => {
    const overlay = await openChannel(t, host.url, { path: '/streaming/overlay' })
    overlay.say('join_overlay', { sessionId })
    await overlay.nth('session_updated', 1)
    await post('/api/animations/trigger', { type: 'hearts' })
    return overlay.nth('animation_trigger', 1)
  }
  assert.deepEqual(await hears(), { sessionId, type: 'hearts' })
  await fetch(`${host.url}/api/plugins/overlays/restart`, {
    method: 'POST',
    headers: { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' },
    body: '{}',
  })
  assert.deepEqual(await hears(), { sessionId, type: 'hearts' })
})

test('S2-092: an animation that a tip plays is told to who joined its session, with what it was for', async (t) => {
  const host = await startHost(t, { pluginRoots: [join(ROOT, 'plugins')], only: ['overlays'] })
  const headers = { authorization: `Bearer ${host.keys.admin}`, 'content-type': 'application/json' }
  const post = async (path: string, body: unknown) =>
    Object(await (await fetch(host.url + path, { method: 'POST', headers, body: JSON.stringify(body) })).json())
  const { session } = await post('/api/sessions', { platform: 'other', title: 'Friday' })
  const overlay = await openChannel(t, host.url, { path: '/streaming/overlay' })
  overlay.say('join_overlay', { sessionId: session.sessionId })
  await overlay.nth('session_updated', 1)
  await post('/api/tips', { sessionId: session.sessionId, amountCents: 100, tipperName: 'Ana' })
  await post('/api/tips', { sessionId: session.sessionId, amountCents: 900, tipperName: 'Ana' })
  const { sessionId, type, metadata } = await overlay.nth('animation_trigger', 1)
  assert.deepEqual([sessionId, type, Object(metadata).eventType], [session.sessionId, 'confetti', 'tip'])
  assert.equal(overlay.of('animation_trigger').length, 1)
})
