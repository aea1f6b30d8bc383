import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Outcome } from '../../../core/rehearsal/outcome.ts'
import { rehearse } from '../../../core/rehearsal/rehearse.ts'
import type { PluginManifest } from '../../../schemas/types.ts'
import { ROOT } from '../../support/root.ts'

const FOLDER = join(ROOT, 'plugins/tip-menu')

async function menu(t: TestContext, settings: Record<string, unknown> = {}) {
  const plugin = await rehearse(FOLDER, { settings })
  t.after(() => plugin.stop())
  return plugin
}

const sent = ({ published }: Outcome, topic: string) => published.filter((each) => each.topic === topic).map(({ data }) => data)

test('S2-093: every change of the menu is told, with what viewers may see and nothing else', async (t) => {
  const plugin = await menu(t)
  await plugin.send('streamStart', {}, { seqNo: 1 })
  const action = { id: 'tts.say', input: { text: '{name} wants {item}' } }
  const made = await plugin.ask('POST', '/', { title: 'Sing', category: 'request', price: 100, sign: '🎵', action })
  const told = sent(await plugin.advance(0), 'menu.updated')[0] ?? sent(made, 'menu.updated')[0]
  assert.deepEqual(told, {
    creatorId: 'tiktok:lumen.live',
    items: [{ id: 'item-1', title: 'Sing', category: 'request', price: 100, unit: 'coins', sign: '🎵' }],
  })
})

test('a gift of just the price lights the item up, calls its action with the words filled in, and other plugins hear of it', async (t) => {
  const plugin = await menu(t)
  await plugin.ask('POST', '/', { title: 'Sing', category: 'request', price: 15 })
  const outcome = await plugin.send('gift', { giftCount: 3, coins: 15 }, { seqNo: 1 })
  const [ordered] = sent(outcome, 'ordered')
  const { name } = Object(ordered)
  assert.deepEqual(ordered, { id: 'item-1', name })
  assert.deepEqual(outcome.emitted, [
    { eventType: 'custom', payload: { name: 'menu.ordered', data: { itemId: 'item-1', title: 'Sing', category: 'request', name } } },
  ])
  assert.equal(typeof name === 'string' && name.length > 0, true)
})

test('what moderation hides of a name and a message is shown and said by nobody, and the order is carried out', async (t) => {
  const done: unknown[] = []
  const plugin = await rehearse(FOLDER, {
    settings: { language: 'es' },
    actions: {
      'moderation.check': (words) => ({ ok: !JSON.stringify(words).includes('bad') }),
      'overlays.show': (line) => void done.push(line),
    },
  })
  t.after(() => plugin.stop())
  const action = { id: 'overlays.show', input: { text: '{name}: {message}' } }
  await plugin.ask('POST', '/', { title: 'Wave', priceCents: 500, currency: 'EUR', action })
  const value = { amountCents: 500, currency: 'EUR' }
  const bad = await plugin.send('tip', { tipperName: 'bad name', message: 'bad words' }, { seqNo: 1, value })
  const good = await plugin.send('tip', { tipperName: 'Ana', message: 'hola' }, { seqNo: 2, value })
  assert.deepEqual(done.slice(-2), [{ text: 'Alguien: ' }, { text: 'Ana: hola' }])
  assert.deepEqual(
    [...sent(bad, 'ordered'), ...sent(good, 'ordered')],
    [
      { id: 'item-1', name: 'Alguien' },
      { id: 'item-1', name: 'Ana' },
    ],
  )
  assert.equal(JSON.stringify(bad.emitted).includes('bad'), false)
})

test('an order that is delivered again is not carried out again', async (t) => {
  const plugin = await menu(t)
  await plugin.ask('POST', '/', { title: 'Sing', price: 15 })
  const outcomes = []
  for (const more of [{ seqNo: 1 }, { seqNo: 1 }, { seqNo: 9, replay: { id: 'dead-letter-1', of: 1, to: ['tip-menu'] } }, { seqNo: 2 }])
    outcomes.push(await plugin.send('gift', { coins: 15 }, more))
  assert.deepEqual(
    outcomes.map((outcome) => [sent(outcome, 'ordered').length, outcome.emitted.length]),
    [
      [1, 1],
      [0, 1],
      [0, 1],
      [1, 1],
    ],
  )
})

test('an order whose action fails is tried again by the host, and one that can never be called is not', async (t) => {
  const plugin = await menu(t)
  await plugin.ask('POST', '/', { title: 'Sing', price: 15, action: { id: 'tts.say', input: { text: '{name}' } } })
  const failed = await plugin.send('gift', { coins: 15 }, { seqNo: 1 })
  assert.match(String(failed.error), /tts\.say cannot be called in a rehearsal/)
  assert.deepEqual([sent(failed, 'ordered'), failed.emitted], [[], []])
  const denied = await rehearse(FOLDER, { deny: ['actions'] })
  t.after(() => denied.stop())
  await denied.ask('POST', '/', { title: 'Sing', price: 15, action: { id: 'tts.say' } })
  assert.match(
    String((await denied.send('gift', { coins: 15 }, { seqNo: 1 })).error),
    /^PermanentError: Requires actions access to "tts.say"/,
  )
})

test('items are put in order, switched off and on, and what was removed comes back', async (t) => {
  const plugin = await menu(t)
  for (const title of ['one', 'two', 'three']) await plugin.act('create', { title, price: 5 })
  await plugin.ask('PATCH', '/item-3', { position: 0 })
  await plugin.act('toggle', { item: 'TWO' })
  const state = async () =>
    Object((await plugin.ask('GET', '/')).body)
      .items.filter(({ on }: { on: boolean }) => on)
      .map(({ title }: { title: string }) => title)
  assert.deepEqual(await state(), ['three', 'one'])
  await plugin.act('remove', { item: 'three' })
  await plugin.act('toggle', { item: 'item-2', on: true })
  assert.deepEqual(await state(), ['one', 'two'])
  await plugin.act('restore')
  assert.deepEqual(await state(), ['one', 'two', 'three'])
  assert.match(String((await plugin.act('restore')).error), /No item was removed/)
  assert.match(String((await plugin.act('toggle', { item: 'four' })).error), /There is no item four/)
})

test('40 items as long as they may be are kept, and no more', async (t) => {
  const plugin = await menu(t)
  const action = { id: 'overlays.show', input: { text: '😀'.repeat(170) } }
  const long = { title: '😀'.repeat(40), description: '😀'.repeat(80), sign: '😀'.repeat(8), price: 1_000_000_000, action }
  for (let made = 0; made < 40; made += 1) assert.equal((await plugin.ask('POST', '/', long)).status, 201)
  const { status, body } = await plugin.ask('POST', '/', long)
  assert.deepEqual([status, Object(body).code], [409, 'MENU_FULL'])
  const far = await plugin.ask('PATCH', '/item-1', { action: { id: 'overlays.show', input: { text: 'x'.repeat(400) } } })
  assert.deepEqual([far.status, Object(far.body).code], [422, 'ITEM_INVALID'])
})

test('an item may call what the plugin asks for, and nothing else', async () => {
  const manifest: PluginManifest = JSON.parse(await readFile(join(FOLDER, 'plugin.manifest.json'), 'utf8'))
  const shipped = JSON.parse(await readFile(join(ROOT, 'plugin.manifest.json'), 'utf8'))
  const post = manifest.http?.routes?.find(({ method, path }) => method === 'POST' && path === '/')
  const actions = manifest.permissions?.actions
  assert.ok(actions && actions.length > 0)
  assert.deepEqual(
    Object(post?.body).properties.action.properties.id.enum,
    actions.filter((id) => id !== 'moderation.check'),
  )
  assert.deepEqual(shipped.grants['tip-menu'], { actions })
})
