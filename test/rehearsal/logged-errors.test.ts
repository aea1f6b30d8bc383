import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { rehearse } from '../../core/rehearsal/rehearse.ts'
import { createPluginFolders } from '../support/plugin-folders.ts'

const PLACE = String.raw`at .*\(?emitter/plugin\.ts:2:\d+\)?`

/** What a plugin logs, or fails with, whose handler of a chat has this as its second line. */
async function said(t: TestContext, line: string) {
  const { write } = await createPluginFolders()
  const code = `export default { on: { async chat(_, host) {\n${line}\n} } }`
  const plugin = await rehearse(await write('emitter', { manifest: { subscriptions: [{ event: 'chat' }] }, files: { 'plugin.ts': code } }))
  t.after(plugin.stop)
  const { logged, error } = await plugin.send('chat')
  return { logged, error }
}

test('an error among the fields of a log line is told with its words, its place and its cause', async (t) => {
  const { logged } = await said(t, `host.log.error('it broke', { error: new TypeError('the reason', { cause: new Error('deeper') }) })`)
  type Fields = { error: { name: string; message: string; at: string[]; cause: { message: string } } }
  const { error } = Object(logged[0]?.fields) as Fields
  assert.deepEqual([error.name, error.message, error.cause.message], ['TypeError', 'the reason', 'deeper'])
  assert.match(String(error.at[0]), new RegExp(PLACE))
})

test('an error as the message of a log line is told in words, with its place and its cause', async (t) => {
  const { logged } = await said(t, `host.log.error(new TypeError('the reason', { cause: 'a word' }))`)
  assert.match(String(logged[0]?.message), new RegExp(`^TypeError: the reason\n    ${PLACE}\nCaused by: a word$`))
})

test('the console shows where an error came from, in the lines of its author', async (t) => {
  const { logged } = await said(t, `console.error('it broke', new TypeError('the reason')); console.trace('here')`)
  assert.match(String(logged[0]?.message), new RegExp(`^it broke TypeError: the reason\n    ${PLACE}$`))
  assert.match(String(logged[1]?.message), new RegExp(`^Trace: here +${PLACE}`))
})

test('what a handler throws is told with its cause, and with the errors that it is made of', async (t) => {
  const caused = await said(t, `throw new Error('outer', { cause: new TypeError('inner') })`)
  assert.match(String(caused.error), new RegExp(`^outer\n    ${PLACE}\nCaused by: TypeError: inner\n    ${PLACE}$`))
  const several = await said(t, `await Promise.any([Promise.reject(new Error('one')), Promise.reject('two')])`)
  assert.match(String(several.error), new RegExp(`\nOne of its errors: one\n    ${PLACE}\nOne of its errors: two$`))
})

test('an error that leads to itself, or to very many, is told within bounds', async (t) => {
  const { logged } = await said(
    t,
    `const error = new Error('x'.repeat(1e5)); error.cause = error; host.log.error('round', { error: Object.assign(error, { errors: Array(1e5).fill(error) }) }); host.log.error(error)`,
  )
  for (const line of logged) assert.ok(JSON.stringify(line).length < 20_000)
})

test('a log takes whatever an author hands it, as the console does', async (t) => {
  const { logged } = await said(
    t,
    `host.log.info(5); host.log.warn('total', 7); host.log.info({ a: [1] }, [2]); host.log.error('it broke', new TypeError('why'))
    host.log.info('sizes', { large: 5n, small: 1 }); host.log.info(undefined)`,
  )
  assert.deepEqual(
    logged.map(({ message, fields }) => [message, Object(fields).message ?? fields]),
    [
      ['5', undefined],
      ['total', 7],
      ['{"a":[1]}', [2]],
      ['it broke', 'why'],
      ['sizes', { large: '5n', small: 1 }],
      ['undefined', undefined],
    ],
  )
})
