import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rehearse } from '../../core/rehearsal/rehearse.ts'
import { runRehearsal } from '../../core/rehearsal/run.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'

async function folderOf(code: string, manifest = {}) {
  const { write } = await createPluginFolders()
  return write('emitter', { manifest: { subscriptions: [{ event: 'chat' }], ...manifest }, files: { 'plugin.ts': code } })
}

test('an emitted event that the host would only keep as raw fails "plugin test", with what is wrong in it', async () => {
  const wrong = await runRehearsal(
    await folderOf(
      `export default { on: { chat: (_, host) => host.emit({ eventType: 'gift', user: { userId: '7' }, payload: { giftName: 7 } }) } }`,
      { permissions: { emit: ['gift'] } },
    ),
    { times: 1 },
  )
  assert.equal(wrong.ok, false)
  assert.match(
    String(wrong.events[0]?.error),
    /^It emitted what is no event, which the host would only keep as raw: "user\.uniqueId" is missing/,
  )
  const atStart = await runRehearsal(await folderOf(`export default { start: (host) => host.emit({ eventType: 'chta', payload: {} }) }`), {
    times: 1,
  })
  assert.deepEqual([atStart.ok, atStart.atStart.emitted[0]?.problem], [false, '"eventType" is not an event type'])
})

test('a plugin that makes tips and does not ask to is told so by "plugin test"', async () => {
  const code = `export default { on: { chat: (_, host) => host.emit({ eventType: 'tip', value: { amountCents: 100, currency: 'EUR' }, payload: {} }) } }`
  const [asked, unasked] = [{ permissions: { emit: ['tip'] } }, {}]
  const [good, wrong] = [
    await runRehearsal(await folderOf(code, asked), { times: 1 }),
    await runRehearsal(await folderOf(code, unasked), { times: 1 }),
  ]
  assert.deepEqual([good.ok, wrong.ok], [true, false])
  assert.match(
    String(wrong.events[0]?.error),
    /^NotCapable: Requires emit access to "tip"; add it to "permissions" in plugin\.manifest\.json/,
  )
})

test('an emitted event that is one has no problem', async (t) => {
  const good = `export default { on: { chat: ({ user }, host) => host.emit({ eventType: 'chat', user, payload: { message: 'hola' } }) } }`
  const plugin = await rehearse(await folderOf(good))
  t.after(plugin.stop)
  const [emitted] = (await plugin.send('chat')).emitted
  assert.deepEqual([emitted?.eventType, emitted?.problem], ['chat', undefined])
})

test('a handler of an event that the manifest does not name is told at the start', async (t) => {
  const { atStart, ok } = await runRehearsal(await folderOf('export default { on: { chat() {}, gifft() {} } }'), { times: 1 })
  assert.deepEqual([ok, atStart.logged], [true, [{ level: 'warn', message: 'on.gifft is never called: the manifest subscribes to chat' }]])
  t.diagnostic('it is no failure: the plugin may be made for more hosts than one')
})
