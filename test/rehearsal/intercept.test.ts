import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rehearse } from '../../core/rehearsal/rehearse.ts'
import { runRehearsal } from '../../core/rehearsal/run.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'

const GUARD = `export default { intercept: {
  chat: ({ payload }, host) => {
    if (payload.message === 'throw') throw new Error('secret ' + payload.message)
    if (payload.message === 'nonsense') return { hide: 7 }
    return payload.message === 'long' ? { hide: 'x'.repeat(1000) } : payload.message === 'bad' ? { hide: 'no' } : undefined
  },
  question: 'no function',
} }`

async function guard(code: string) {
  const { write } = await createPluginFolders()
  return write('guard', {
    manifest: { subscriptions: [], permissions: { intercept: ['chat'] }, intercepts: [{ event: 'chat' }] },
    files: { 'plugin.ts': code },
  })
}

test('a plugin says of each event why it is hidden, or nothing; what fails or is no verdict lets it pass', async (t) => {
  const plugin = await rehearse(await guard(GUARD.replace("question: 'no function',", '')))
  t.after(plugin.stop)
  const hides = []
  for (const message of ['hola', 'bad', 'throw', 'nonsense']) hides.push((await plugin.intercept('chat', { message })).hide)
  const { hide: long } = await plugin.intercept('chat', { message: 'long' })
  const { hide: other } = await plugin.intercept('gift')
  const { logged } = await plugin.intercept('chat', { message: 'throw' })
  const told = JSON.stringify(logged.filter(({ level }) => level !== 'debug'))
  assert.deepEqual([hides, long?.length, other], [[undefined, 'no', undefined, undefined], 200, undefined])
  assert.match(told, /looking at it failed/)
  assert.doesNotMatch(told, /secret/)
})

test('an interceptor that is no function is told when the plugin is loaded', async () => {
  await assert.rejects(rehearse(await guard(GUARD)), /"question" of the plugin must be a function/)
})

test('"plugin test" shows a plugin what it looks at first', async () => {
  const { events, ok } = await runRehearsal(await guard(GUARD.replace("question: 'no function',", '')), { times: 2 })
  assert.deepEqual([ok, events.map(({ name, handled }) => [name, handled])], [true, [['chat, first', 2]]])
})
