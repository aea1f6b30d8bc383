import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createOperated } from '../support/operated.ts'

const WORDS = 'what a viewer wrote'
const lamp = (code: string, manifest = {}) => ({
  manifest: { ...manifest },
  files: { 'plugin.ts': `export default {\n${code}\n}` },
})
const GO = { subscriptions: [], actions: { go: {} } }
const FAIL = { subscriptions: [], actions: { fail: {} } }
const LOOKS = { intercepts: [{ event: 'chat', deadlineMs: 2000 }], permissions: { intercept: ['chat'] } }

/** A host with this plugin, how it last failed, and what the log then has of it from `warn` on. */
async function operated(t: TestContext, code: string, { dev = false, manifest = {} as object } = {}) {
  const { write, start, lines } = await createOperated(t)
  await write('lamp', lamp(code, manifest))
  // Who looks first is asked where another wants the event.
  await write('reader', {
    manifest: { subscriptions: [{ event: 'chat' }] },
    files: { 'plugin.ts': 'export default { on: { chat() {} } }' },
  })
  const host = await start({ dev })
  const warned = () => {
    const told = lines.map((line) => JSON.parse(line) as { level: number; plugin?: string; msg: string })
    return told.filter(({ level, plugin }) => level >= 40 && plugin === 'lamp').map((line) => JSON.stringify(line))
  }
  /** Asks until the host knows of a failure. */
  async function lastFailure() {
    for (;;) {
      const { lastFailure: failure } = await host.show('lamp')
      if (failure) return failure
    }
  }
  return { host, warned, lastFailure }
}

test('what crashed a plugin is told to its operator in words, and to the log with its line alone', async (t) => {
  const { host, warned, lastFailure } = await operated(t, `actions: { go: () => { setTimeout(() => { throw new Error('${WORDS}') }) } }`, {
    manifest: GO,
  })
  await host.act('lamp.go')
  const { error } = await lastFailure()
  assert.match(error, new RegExp(`${WORDS}\n.*lamp/plugin\\.ts:2:\\d+`))
  const told = warned().join('\n')
  assert.match(told, /lamp\/plugin\.ts:2:\d+/)
  assert.doesNotMatch(told, new RegExp(WORDS))
})

test('an action that says what has to be done says it without the name of an error, which its author finds with the line', async (t) => {
  const code = `actions: { fail: () => { throw Object.assign(new Error('Start the game'), { name: 'RetryError' }) } }`
  const { host, lastFailure } = await operated(t, code, { manifest: FAIL })
  const { body } = await host.act('lamp.fail')
  assert.deepEqual(
    [body.detail, /^lamp\.fail: RetryError: Start the game\n/.test((await lastFailure()).error)],
    ['lamp.fail: Start the game', true],
  )
})

test('an action that throws is in the log with its line, and told to its operator in words', async (t) => {
  const { host, warned, lastFailure } = await operated(t, `actions: { fail: () => { throw new TypeError('${WORDS}') } }`, {
    manifest: FAIL,
  })
  assert.equal((await host.act('lamp.fail')).status, 502)
  assert.match((await lastFailure()).error, new RegExp(`^lamp\\.fail: TypeError: ${WORDS}\n.*lamp/plugin\\.ts:2:\\d+`))
  const [told = '', ...more] = warned()
  assert.match(told, /lamp\/plugin\.ts:2:\d+/)
  assert.doesNotMatch(told, new RegExp(WORDS))
  assert.deepEqual(more, [])
})

test('an event whose look failed passes, and the log has the line that failed', async (t) => {
  const code = `intercept: { chat: ({ payload }) => { throw new Error(payload.message) } }`
  const { host, warned } = await operated(t, code, { dev: true, manifest: { ...LOOKS, subscriptions: [] } })
  await host.approve('lamp')
  await host.ask('POST', '/api/simulate/chat', { message: WORDS })
  while (warned().length === 0) await host.show('lamp')
  assert.match(warned().join(), /looking at it failed/)
  assert.match(warned().join(), new RegExp(`${WORDS}.*lamp/plugin\\.ts:2:\\d+`))
})

test('who writes a plugin has the words in the log as well', async (t) => {
  const { host, warned } = await operated(t, `actions: { fail: () => { throw new Error('${WORDS}') } }`, { dev: true, manifest: FAIL })
  await host.act('lamp.fail')
  assert.match(warned().join(), new RegExp(`${WORDS}.*lamp/plugin\\.ts:2:\\d+`))
})

test('what a plugin logs while it starts has its own lines, the first time and when it takes the place of another', async (t) => {
  const { write, start, lines } = await createOperated(t)
  const tells = (words: string, above: string) => lamp(`${above}async start(host) { host.log.warn(new Error('${words}')) }`)
  const placeOf = (words: string) => /lamp\/plugin\.ts:\d+/.exec(lines.find((line) => line.includes(words)) ?? '')?.[0]
  await write('lamp', tells('the first start', '\n\n\n'))
  const host = await start({ dev: true })
  assert.equal(placeOf('the first start'), 'lamp/plugin.ts:5')
  await write('lamp', tells('the second start', '\n\n\n\n\n\n\n'))
  await host.order('lamp', 'reload')
  assert.equal(placeOf('the second start'), 'lamp/plugin.ts:9')
})
