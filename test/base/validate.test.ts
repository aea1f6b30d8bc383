import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Validated, validate } from '../../core/base/validate.ts'
import baseManifest from '../../plugin.manifest.json' with { type: 'json' }

const user = { userId: '7', uniqueId: 'ann', displayName: 'Ann', safeName: 'Ann' }
const chat = {
  schemaVersion: '1',
  eventId: 'tiktok:1:2',
  eventType: 'chat',
  triggerId: 1,
  seqNo: 1,
  streamId: 'tiktok:somebody',
  sessionId: 'one',
  source: 'live',
  timestamp: '2026-11-20T12:00:00.000Z',
  ingestedAt: '2026-11-20T12:00:00.000Z',
  user,
  payload: { message: 'hi' },
}
const manifest = { id: 'gift-alert', name: 'Gift alert', version: '1.0.0', subscriptions: [{ event: 'gift' }, { event: '*' }] }

function verdict(name: keyof Validated, value: unknown) {
  const answer = validate(name, value)
  return answer.ok ? 'ok' : [answer.pointer, answer.message]
}

test('validate takes what the schemas describe', () => {
  const { seqNo: _seqNo, ingestedAt: _ingestedAt, ...unnumbered } = chat
  assert.deepEqual(
    [
      verdict('unified-event', chat),
      verdict('unified-event', { ...chat, eventType: 'join', triggerId: 6, payload: {} }),
      verdict('new-event', unnumbered),
      verdict('plugin-manifest', manifest),
      verdict('base-manifest', baseManifest),
      verdict('settings', { schemaVersion: '1', server: { port: 3000 }, plugins: { tts: { subscriptions: [{ event: 'chat' }] } } }),
    ],
    ['ok', 'ok', 'ok', 'ok', 'ok', 'ok'],
  )
})

test('validate refuses a chat with the payload of a like', () => {
  assert.deepEqual(verdict('unified-event', { ...chat, payload: { likeCount: 3 } }), ['/payload/message', '"payload.message" is missing'])
})

test('validate refuses a type with the number of another', () => {
  assert.deepEqual(verdict('unified-event', { ...chat, triggerId: 2 }), ['/triggerId', '"triggerId" is 2; it must be 1'])
})

test('validate asks a stored event for its number', () => {
  const { seqNo: _seqNo, ...unnumbered } = chat
  assert.deepEqual(verdict('unified-event', unnumbered), ['/seqNo', '"seqNo" is missing'])
})

test('validate says where, what is wrong and what was probably meant', () => {
  assert.deepEqual(
    [
      verdict('plugin-manifest', { ...manifest, isolation: 'proces' }),
      verdict('plugin-manifest', { ...manifest, permissions: { nett: [] } }),
      verdict('plugin-manifest', { ...manifest, permissions: { emit: ['tip', 'chat'] } }),
      verdict('plugin-manifest', { ...manifest, timeoutMs: 1 }),
      verdict('settings', { schemaVersion: '1', server: { port: 'x'.repeat(200) } }),
      verdict('settings', { schemaVersion: '1', 'a/b': 1 }),
    ],
    [
      ['/isolation', '"isolation" is "proces"; did you mean "process"? Allowed: thread, process, deno'],
      [
        '/permissions/nett',
        '"permissions.nett" is not known here; did you mean "net"? Allowed: net, listen, read, write, env, run, actions, events, intercept, emit, wasm',
      ],
      [
        '/permissions/emit/1',
        '"permissions.emit.1" is "chat"; allowed: gift, giftStreak, tip, subscribe, connected, disconnected, streamStart, streamEnd',
      ],
      ['/timeoutMs', '"timeoutMs" is 1; it must be >= 10'],
      ['/server/port', `"server.port" is "${'x'.repeat(56)}…"; it must be integer`],
      ['/a~1b', '"a/b" is not known here; allowed: schemaVersion, tiktok, server, retention, backup, plugins, sso'],
    ],
  )
})

test('validate offers an event type for a mistyped one, in events and in subscriptions', () => {
  const messages = [
    verdict('unified-event', { ...chat, eventType: 'gfit' }),
    verdict('plugin-manifest', { ...manifest, subscriptions: [{ event: 'giift' }] }),
  ]
  assert.deepEqual(
    messages.map(([pointer, message]) => [pointer, message?.split('?')[0]]),
    [
      ['/eventType', '"eventType" is "gfit"; did you mean "gift"'],
      ['/subscriptions/0/event', '"subscriptions.0.event" is "giift"; did you mean "gift"'],
    ],
  )
})

test('validate answers for anything that JSON can hold', () => {
  for (const value of [null, [], 'x', 7, true, {}, { eventType: 7 }, { eventType: {} }]) {
    assert.equal(validate('unified-event', value).ok, false)
  }
})

test('what has to be of a form is told by an example, where the schema has one', () => {
  assert.deepEqual(verdict('plugin-manifest', { ...manifest, version: '1' }), ['/version', '"version" is "1"; it must be like "1.0.0"'])
  const tip = { ...chat, eventType: 'tip', triggerId: 16, value: { amountCents: 500, currency: 'euro' }, payload: {} }
  assert.deepEqual(verdict('unified-event', tip), ['/value/currency', '"value.currency" is "euro"; it must be like "EUR"'])
})
