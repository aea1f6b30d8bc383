import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Permissions } from '../../schemas/types.ts'
import { createObservedSandbox, pluginCode } from '../support/sandbox.ts'

const GRANTED = ['gift', 'giftStreak', 'tip', 'subscribe', 'connected', 'disconnected', 'streamStart', 'streamEnd'] as const
const TYPES = [...GRANTED, 'chat', 'custom'] as const

/** What a plugin with these grants emits, or is told, when it emits the type of the event that it handles. */
async function emittedWith(t: { after: (end: () => unknown) => void }, grants: Permissions) {
  const { sandbox, packer, results, until, stop } = createObservedSandbox()
  t.after(stop)
  const code = `{ on: { '*': ({ payload }, host) => host.emit({ eventType: payload.type, payload: {} }) } }`
  await sandbox.load(pluginCode('one', code, { grants }), 'thread')
  for (const type of TYPES) sandbox.deliver('one', packer.deliveries(1, { payload: { type } }))
  await until(() => results.length === TYPES.length)
  return results.map(({ emitted, error }) => emitted?.length ?? error?.split('\n')[0])
}

const refusal = (type: string) =>
  `NotCapable: Requires emit access to "${type}"; add it to "permissions" in plugin.manifest.json, and approve it with: npm run showrunner -- plugins approve one`

test('what counts as money or as a rank, or says how a live stands, is emitted only by who was granted it, and the error says what to do', async (t) => {
  assert.deepEqual(await emittedWith(t, {}), [...GRANTED.map(refusal), 1, 1])
})

test('a grant to emit is for its types alone', async (t) => {
  const emit = ['tip', 'gift', 'streamEnd'] as const
  const expected = TYPES.map((type) => (GRANTED.some((one) => one === type) && !emit.some((one) => one === type) ? refusal(type) : 1))
  assert.deepEqual(await emittedWith(t, { emit: [...emit] }), expected)
})
