import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asSentence, inWords } from '../../core/plugins/asks.ts'
import { type Grant, refusalOf, withEnabled, withGrant } from '../../core/plugins/grants.ts'
import { isNothing, together, within, without } from '../../core/plugins/permissions.ts'
import type { Permissions } from '../../schemas/types.ts'

const HASH = 'a'.repeat(64)
const OTHER = 'b'.repeat(64)
const GRANT: Grant = { permissions: { net: ['api.example.com'], env: ['KEY'] }, approvedAt: '2026-05-03T20:14:00.000Z', hash: HASH }
const ASKED = { id: 'tts', asked: { net: ['api.example.com'] }, shipped: undefined, grant: GRANT, hash: HASH, isFree: false }

test('permissions are told apart, shared and put together power by power', () => {
  const one = { net: ['a', 'b'], run: ['curl'], wasm: true }
  const other = { net: ['b', 'c'], read: ['x'] }
  assert.deepEqual(
    [without(one, other), within(one, other), together(one, other)],
    [{ net: ['a'], run: ['curl'], wasm: true }, { net: ['b'] }, { net: ['a', 'b', 'c'], read: ['x'], run: ['curl'], wasm: true }],
  )
  assert.deepEqual([isNothing({ net: [] }), isNothing(undefined), isNothing({ wasm: true }), isNothing(one)], [true, true, false, false])
})

test('a plugin may run when it asks for no more than was granted, and its folder is the one that was approved', () => {
  assert.equal(refusalOf(ASKED), undefined)
})

test('what a plugin asks to emit waits for approval like any other power', () => {
  const refusal = refusalOf({ ...ASKED, asked: { emit: ['tip', 'gift'] }, grant: { ...GRANT, permissions: { emit: ['gift'] } } })
  assert.deepEqual([refusal?.state, refusal?.missing], ['waiting-for-grant', { emit: ['tip'] }])
})

test('a plugin waits for whatever power it asks for, until that very one is granted', () => {
  const each = {
    ...{ net: ['a.example'], listen: ['127.0.0.1:80'], read: ['in'], write: ['out'], env: ['KEY'], run: ['curl'], actions: ['tts.say'] },
    ...{ events: ['gift'], intercept: ['chat'], emit: ['tip'], wasm: true },
  } satisfies Required<Permissions>
  const powers = Object.entries(each).map(([power, value]): Permissions => ({ [power]: value }))
  for (const asked of powers) {
    const others: Permissions = Object.assign({}, ...powers.filter((power) => power !== asked))
    const ask = (permissions: Permissions) => refusalOf({ ...ASKED, asked, grant: { ...GRANT, permissions } })
    assert.deepEqual(ask(others)?.missing, asked)
    assert.equal(ask(together(others, asked)), undefined)
    assert.deepEqual([within(asked, each), together(asked), together({}, asked), isNothing(asked)], [asked, asked, asked, false])
  }
})

test('a plugin that asks for more waits, and only what is new is told', () => {
  const asked = { net: ['api.example.com', 'evil.example'], run: ['curl'] }
  assert.deepEqual(refusalOf({ ...ASKED, asked, hash: OTHER }), {
    state: 'waiting-for-grant',
    missing: { net: ['evil.example'], run: ['curl'] },
    sentence:
      'It now also asks to reach evil.example and to run the program curl; allow it on the dashboard or with: showrunner plugins approve tts',
  })
})

test('a plugin whose files are not the approved ones is held, unless who runs it writes it', () => {
  const refusal = refusalOf({ ...ASKED, hash: OTHER })
  assert.deepEqual([refusal?.state, refusal?.missing], ['held', {}])
  assert.match(refusal?.sentence ?? '', /not those that were approved on 2026-05-03; if you changed them, allow it/)
  assert.equal(refusalOf({ ...ASKED, hash: OTHER, isFree: true }), undefined)
})

test('what comes with Showrunner is not bound by a hash for what it has from there', () => {
  assert.equal(refusalOf({ ...ASKED, shipped: { net: ['api.example.com'] }, hash: OTHER }), undefined)
  assert.equal(refusalOf({ ...ASKED, shipped: { net: ['api.example.com'] }, grant: undefined }), undefined)
})

test('a grant and a switch leave the other settings of the plugin and of others as they are', () => {
  const settings = { schemaVersion: '1' as const, plugins: { tts: { settings: { voice: 'a' } }, other: { enabled: false } } }
  const granted = withGrant(settings, 'tts', GRANT)
  assert.deepEqual(granted.plugins, { tts: { settings: { voice: 'a' }, grant: GRANT }, other: { enabled: false } })
  assert.deepEqual(withGrant(granted, 'tts', undefined), settings)
  assert.deepEqual(withEnabled(settings, 'other', true).plugins?.other, { enabled: true })
})

test('every power has words, and a long ask is counted', () => {
  const all = {
    net: ['a.example'],
    read: ['in'],
    write: ['out'],
    env: ['KEY'],
    run: ['curl'],
    actions: ['tts.say'],
    emit: ['tip' as const],
    wasm: true,
  }
  assert.deepEqual(inWords(all), [
    'reach a.example',
    'read in',
    'write out',
    'see the variable KEY',
    'run the program curl',
    'call the action tts.say',
    'make tip events that count like real ones',
    'run WebAssembly',
  ])
  assert.equal(asSentence(all), 'to reach a.example, to read in, to write out, to see the variable KEY, to run the program curl and 3 more')
})
