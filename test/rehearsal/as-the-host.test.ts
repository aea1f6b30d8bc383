import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RehearseOptions } from '../../core/rehearsal/prepared.ts'
import { rehearse } from '../../core/rehearsal/rehearse.ts'
import { runRehearsal } from '../../core/rehearsal/run.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'

async function folderOf(code: string, manifest = {}) {
  const { write } = await createPluginFolders()
  return write('lamp', { manifest: { subscriptions: [{ event: 'chat' }], ...manifest }, files: { 'plugin.ts': code } })
}

const COUNTING = `export default { on: { chat: (event, host) => host.publish('seen', event.payload.message) } }`
const CALLING = `export default { on: { async chat(_, host) { host.publish('got', await host.actions.call('state.show', { key: 'a' })) } } }`
const MAY_CALL = { permissions: { actions: ['state.show'] } }

test('an event that "where" leaves out is not delivered, and counts as neither handled nor failed', async (t) => {
  const folder = await folderOf(COUNTING, { subscriptions: [{ event: 'chat', where: { 'user.uniqueId': 'ana' } }] })
  const plugin = await rehearse(folder)
  t.after(plugin.stop)
  const outcomes = [await plugin.send('chat'), await plugin.send('chat', {}, { user: ana })]
  assert.deepEqual(
    outcomes.map(({ leftOut, published }) => [leftOut, published.length]),
    [
      [true, 0],
      [undefined, 1],
    ],
  )
  const { events, ok } = await runRehearsal(folder, { times: 2 })
  assert.deepEqual([ok, events.map(({ handled, failed, leftOut }) => [handled, failed, leftOut])], [true, [[0, 0, 2]]])
})

test('what the manifest has no subscription to, or no line in "intercepts", is not handed in', async (t) => {
  const code = `export default {
    on: { chat: (_, host) => host.publish('chat', 1), gift: (_, host) => host.publish('gift', 1), giftStreak: (_, host) => host.publish('step', 1) },
    intercept: { chat: () => ({ hide: 'no' }), question: () => ({ hide: 'no' }) },
  }`
  const asks = { intercepts: [{ event: 'question' }], permissions: { intercept: ['question'] } }
  const plugin = await rehearse(await folderOf(code, { subscriptions: [{ event: 'gift', streak: 'each' }], ...asks }))
  t.after(plugin.stop)
  const sent = [await plugin.send('chat'), await plugin.send('gift'), await plugin.send('giftStreak')]
  const looked = [await plugin.intercept('chat'), await plugin.intercept('question')]
  assert.deepEqual(
    [sent.map(({ leftOut, published }) => [leftOut, published.length]), looked.map(({ leftOut, hide }) => [leftOut, hide])],
    [
      [
        [true, 0],
        [true, 0],
        [undefined, 1],
      ],
      [
        [true, undefined],
        [undefined, 'no'],
      ],
    ],
  )
  await assert.rejects(plugin.send('gfit' as never), /"gfit" is not an event type; did you mean "gift"\?/)
})

const ana = { userId: '7', uniqueId: 'ana', displayName: 'Ana', safeName: 'Ana' }

test('a "where" that no event can fit is told with the manifest, and what was meant', async () => {
  for (const [path, expected] of [
    [
      'payload.giftname',
      /"subscriptions\.0\.where" names "payload\.giftname", which is in no gift event; did you mean "payload\.giftName"\?/,
    ],
    ['user.isModrator', /did you mean "user\.isModerator"\?/],
    ['anything.at.all', /is in no gift event; there are schemaVersion/],
  ] as const)
    await assert.rejects(rehearse(await folderOf(COUNTING, { subscriptions: [{ event: 'gift', where: { [path]: 'x' } }] })), expected)
  const open = { subscriptions: [{ event: 'custom', where: { 'payload.data.any.thing': 1, 'payload.name': 'a' } }] }
  await (await rehearse(await folderOf(COUNTING, open))).stop()
})

test('an action gets the input that the host would let through, with its defaults', async (t) => {
  const input = { type: 'object', required: ['text'], properties: { text: { type: 'string' }, volume: { type: 'integer', default: 80 } } }
  const plugin = await rehearse(
    await folderOf('export default { actions: { say: (input) => input } }', { subscriptions: [], actions: { say: { input } } }),
  )
  t.after(plugin.stop)
  assert.match(String((await plugin.act('say', { text: 7 })).error), /^Input of lamp\.say: "text" is 7; it must be string$/)
  assert.deepEqual((await plugin.act('say', { text: 'hola' })).answer, { text: 'hola', volume: 80 })
})

test('a blob of a wrong type, or of other bytes than it says, is refused as by the host', async (t) => {
  const put = (bytes: string, type: string) => `await host.blobs.put(new TextEncoder().encode('${bytes}'), '${type}')`
  const code = `export default { on: {
    async chat(_, host) { ${put('GIF89a', 'image/gif')} },
    async gift(_, host) { ${put('<html>', 'image/gif')} },
    async like(_, host) { ${put('<html>', 'text/html')} },
  } }`
  const plugin = await rehearse(await folderOf(code, { subscriptions: ['chat', 'gift', 'like'].map((event) => ({ event })) }))
  t.after(plugin.stop)
  assert.equal((await plugin.send('chat')).error, undefined)
  assert.match(String((await plugin.send('gift')).error), /These bytes do not begin like image\/gif/)
  assert.match(String((await plugin.send('like')).error), /A blob is one of audio\/wav/)
})

test('another plugin’s action answers what the test hands in', async (t) => {
  const actions: RehearseOptions['actions'] = { 'state.show': (input) => ({ asked: input }) }
  const plugin = await rehearse(await folderOf(CALLING, MAY_CALL), { actions })
  t.after(plugin.stop)
  assert.deepEqual((await plugin.send('chat')).published, [{ topic: 'got', data: { asked: { key: 'a' } } }])
})

test('what ends at an action of another plugin is not judged: neither handled nor failed', async () => {
  const { events, ok } = await runRehearsal(await folderOf(CALLING, MAY_CALL), { times: 3 })
  assert.deepEqual([ok, events.map(({ handled, failed, open }) => [handled, failed, open])], [true, [[0, 0, 3]]])
})

test('what failed does not count as handled', async () => {
  const code = `let n = 0; export default { on: { chat() { if (++n % 3 === 0) throw new Error('third') } } }`
  const { events } = await runRehearsal(await folderOf(code), { times: 9 })
  assert.deepEqual(
    events.map(({ handled, failed }) => [handled, failed]),
    [[6, 3]],
  )
})

const OWN = { actions: { say: { input: { type: 'object', properties: { text: { type: 'string', default: 'hola' } } } } } }
const SAY = `actions: { say: ({ text }) => 'said ' + text }`

test('an action of its own is really carried out, with its input checked and its defaults', async (t) => {
  const call = (input: string) => `await host.actions.call('lamp.say', ${input}).catch(({ message }) => message)`
  const code = `export default { on: { async chat(_, host) { host.publish('got', [${call('{}')}, ${call('{ text: 5 }')}]) } }, ${SAY} }`
  const plugin = await rehearse(await folderOf(code, OWN))
  t.after(plugin.stop)
  const { published } = await plugin.send('chat')
  assert.deepEqual(published[0]?.data, ['said hola', 'Input of lamp.say: "text" is 5; it must be string'])
})

test('an action of its own that it calls while it starts says so', async (t) => {
  const start = `async start(host) { why = await host.actions.call('lamp.say').catch(({ message }) => message) }`
  const plugin = await rehearse(
    await folderOf(`let why\nexport default { ${start}, actions: { say: () => why } }`, { ...OWN, subscriptions: [] }),
  )
  t.after(plugin.stop)
  const { answer } = await plugin.act('say')
  assert.equal(answer, 'lamp.say cannot be called: lamp is still starting; in `start`, call the function itself')
})
