import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { rehearse } from '#sdk/test'
import { readManifest } from '../../../core/plugins/manifest.ts'
import type { Chat } from '../../../plugins/overlays/chat.ts'
import type { Credits } from '../../../plugins/overlays/credits.ts'
import type { Leaderboard } from '../../../plugins/overlays/leaderboard.ts'
import type { Ticker } from '../../../plugins/overlays/ticker.ts'
import { ROOT } from '../../support/root.ts'

const FOLDER = `${ROOT}plugins/overlays`

async function start(t: TestContext, settings: Record<string, unknown> = {}) {
  const plugin = await rehearse(FOLDER, { settings })
  t.after(plugin.stop)
  return plugin
}

/** What is sent to the pages, by topic. */
type Told = { chat: Chat; leaderboard: Leaderboard; ticker: Ticker; credits: Credits | null }

/** The last that was published on a topic. */
function last<T extends keyof Told>(published: readonly { topic: string; data: unknown }[], topic: T): Told[T] | undefined {
  // What this plugin publishes there.
  return published.findLast((one) => one.topic === topic)?.data as Told[T] | undefined
}

test('S1-049 S1-051 S1-052: its lane is that of Overlays: the same order of the same events, ten times as high, what may be dropped, side by side, and 100 in the queue', async () => {
  const [own, preset] = await Promise.all([readManifest(FOLDER, '0.1.0'), readManifest(`${ROOT}scripts/presets/stream-overlays`, '0.1.0')])
  const rules = preset.subscriptions.map(({ event, priority = 0, mode, discardable = false }) => ({
    event,
    priority: priority * 10,
    mode,
    discardable,
  }))
  const ours = new Map(
    own.subscriptions.map(({ event, priority, mode, discardable = false }) => [event, { event, priority, mode, discardable }]),
  )
  assert.deepEqual(
    rules.map(({ event }) => ours.get(event)),
    rules,
  )
  assert.deepEqual([rules.length, own.queue, own.subscriptions.every(({ mode }) => mode === 'async')], [7, { max: 100 }, true])
})

test('in its sandbox it tells each page all that it is to show, and keeps that for pages that come later', async (t) => {
  const plugin = await start(t)
  await plugin.advance(5000)
  const chat = await plugin.send('chat', { message: 'hello' })
  assert.deepEqual(
    last(chat.published, 'chat')?.lines.map(({ text }) => text),
    ['hello'],
  )
  const gift = await plugin.send('gift', { coins: 7 })
  const after = await plugin.advance(1000)
  const told = [chat, gift, after].flatMap(({ published }) => published)
  assert.equal(last(told, 'leaderboard')?.boards[0]?.rows[0]?.amount, 7)
  assert.equal(
    told.every((one) => 'retain' in one && one.retain === true),
    true,
  )
})

test('no bad name comes onto the leaderboard or into the credits, and what it gave counts', async (t) => {
  const asked: unknown[] = []
  const plugin = await rehearse(FOLDER, {
    actions: {
      'moderation.check'(words) {
        asked.push(words)
        return { ok: !JSON.stringify(words).includes('bad') }
      },
    },
  })
  t.after(plugin.stop)
  await plugin.advance(5000)
  const by = (userId: string, displayName: string) => ({
    eventId: `test:${userId}`,
    user: { userId, uniqueId: 'a', displayName, safeName: 'a' },
  })
  const sent = [await plugin.send('gift', { coins: 9 }, by('1', 'bad one')), await plugin.send('gift', { coins: 7 }, by('2', 'Ana'))]
  const told = [...sent, await plugin.advance(1000), await plugin.advance(1000)].flatMap(({ published }) => published)
  const rolled = (await plugin.act('credits', { action: 'roll' })).published
  assert.deepEqual(
    last(told, 'leaderboard')?.boards[0]?.rows.map(({ name, amount }) => [name, amount]),
    [
      ['Somebody', 9],
      ['Ana', 7],
    ],
  )
  assert.deepEqual(
    last(rolled, 'credits')?.sections.map(({ names, more }) => [names, more]),
    [[['Ana'], 1]],
  )
  assert.equal(JSON.stringify([told, rolled]).includes('bad'), false)
  assert.deepEqual(asked, [{ name: 'bad one' }, { name: 'Ana' }])
})

test('credits that are stopped or cleared while moderation looks at their names do not roll', async (t) => {
  for (const [action, input] of [['credits', { action: 'stop' }], ['clear']] as const) {
    let answer = () => {}
    const plugin = await rehearse(FOLDER, {
      actions: { 'moderation.check': () => new Promise((resolve) => (answer = () => resolve({ ok: true }))) },
    })
    t.after(plugin.stop)
    await plugin.send('follow')
    const rolling = plugin.act('credits', { action: 'roll' })
    const stopping = plugin.act(action, input)
    answer()
    const told = [await rolling, await stopping].flatMap(({ published }) => published)
    assert.deepEqual(
      told.filter(({ topic }) => topic === 'credits').map(({ data }) => data),
      [null],
    )
  }
})

test('a line that TikTok or a moderator takes back is taken out of what the page is told', async (t) => {
  const plugin = await start(t)
  await plugin.send('chat', { message: 'bad' }, { eventId: 'test:a' })
  await plugin.send('chat', { message: 'worse' }, { eventId: 'test:b' })
  const texts = async (...told: { published: readonly { topic: string; data: unknown }[] }[]) =>
    last(
      [...told, await plugin.advance(1000)].flatMap(({ published }) => published),
      'chat',
    )?.lines.map(({ text }) => text)
  assert.deepEqual(await texts(), ['bad', 'worse'])
  assert.deepEqual(await texts(await plugin.send('chatDeleted', { messageIds: ['test:a'], userIds: [] })), ['worse'])
  assert.deepEqual(await texts(await plugin.act('retract', { ids: ['test:b'] })), [])
})

test('a page is told only of what is other than before', async (t) => {
  const plugin = await start(t)
  await plugin.send('gift', { coins: 7 })
  await plugin.advance(2000)
  const told = [await plugin.send('share'), await plugin.advance(2000)]
  assert.deepEqual(
    told.flatMap(({ published }) => published),
    [],
  )
})

test('the credits roll when asked, and at the end of a live when the settings say so', async (t) => {
  const [asked, byItself] = await Promise.all([start(t), start(t, { creditsAtEnd: true })])
  await asked.send('follow')
  assert.deepEqual(last((await asked.send('streamEnd')).published, 'credits'), undefined)
  assert.equal(last((await asked.act('credits', { action: 'roll' })).published, 'credits')?.sections[0]?.thanks, 'follower')
  assert.equal(last((await asked.act('credits', { action: 'stop' })).published, 'credits'), null)
  await byItself.send('follow')
  assert.equal(last((await byItself.send('streamEnd')).published, 'credits')?.sections.length, 1)
})

test('clear empties the chat, takes the lower third away and stops the credits', async (t) => {
  const plugin = await start(t)
  await plugin.send('chat')
  assert.equal(last((await plugin.act('show', { text: 'Back soon', seconds: 0 })).published, 'ticker')?.text, 'Back soon')
  const cleared = await plugin.act('clear')
  const { published } = await plugin.advance(1000)
  const told = [...cleared.published, ...published]
  assert.deepEqual([last(told, 'chat')?.lines, last(told, 'ticker'), last(told, 'credits')], [[], null, null])
})

test('without its grants it works with initials and counts from now on', async (t) => {
  const plugin = await rehearse(FOLDER, { deny: ['net', 'events'] })
  t.after(plugin.stop)
  const { error } = await plugin.send(
    'chat',
    {},
    { user: { userId: '1', uniqueId: 'l', displayName: 'Luna', safeName: 'Luna', avatarUrl: 'https://p16.tiktokcdn.com/a.webp' } },
  )
  await plugin.send('gift', { coins: 3 })
  const { published } = await plugin.advance(5000)
  assert.deepEqual([error, last(published, 'leaderboard')?.boards[0]?.rows[0]?.amount], [undefined, 3])
  assert.deepEqual((await plugin.act('picture', { url: 'https://p16.tiktokcdn.com/a.webp' })).answer, {})
})

test('its action picture answers no address for what is not the platform', async (t) => {
  const plugin = await start(t)
  const { answer, error } = await plugin.act('picture', { url: 'https://evil.example/a.png' })
  assert.deepEqual([answer, error], [{}, undefined])
})
