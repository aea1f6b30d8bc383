import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Host } from '#sdk'
import { createModerate } from '../../../plugins/ai-chat/answer/moderate.ts'
import { createStage } from '../../../plugins/ai-chat/stage.ts'
import { createRecordingHost } from '../../support/recording-host.ts'
import { read } from './read.ts'

/** A host whose actions answer as they are told. */
function hostWith(answer: (action: string, input: unknown) => Promise<unknown>) {
  const called: unknown[] = []
  const { host, lines, published } = createRecordingHost()
  const call: Host['actions']['call'] = (action, input) => {
    called.push([action, input])
    return answer(action, input)
  }
  return { host: { ...host, actions: { call } }, called, lines, published }
}

const persona = (more: object = {}) => {
  const [one] = read({ personas: [{ name: 'Nova', ...more }] }).personas
  assert.ok(one)
  return one
}
const ASKED = { eventId: 'e1', viewer: 'Luna', sessionId: 's' }
const PAGE = { language: 'en', shownMs: 1000 } as const

test('an answer is spoken where that is wanted, in the voice and language of its persona, and as one to its chat', () => {
  const { host, called } = hostWith(async () => ({}))
  createStage(host, { page: PAGE, speaks: false }).said(persona(), ASKED, 'Hi.')
  const stage = createStage(host, { page: PAGE, speaks: true })
  stage.said(persona({ voice: 'nova', language: 'es' }), ASKED, 'Hola.')
  stage.said(persona(), { ...ASKED, userId: 'u1' }, 'Hi.')
  assert.deepEqual(called, [
    ['tts.say', { text: 'Hola.', voice: 'nova', language: 'es', eventId: 'e1' }],
    ['tts.say', { text: 'Hi.', eventId: 'e1', userId: 'u1' }],
  ])
})

test('speech that is not there is said once, and the answer is shown all the same', async () => {
  const { host, lines, published } = hostWith(() => Promise.reject(new Error('tts.say cannot be called: tts is off')))
  const stage = createStage(host, { page: PAGE, speaks: true })
  for (const text of ['One.', 'Two.']) stage.said(persona(), ASKED, text)
  await new Promise(setImmediate)
  assert.equal(published.length, 4)
  assert.deepEqual(lines, [{ level: 'warn', message: 'Answers are not spoken', fields: { error: 'tts.say cannot be called: tts is off' } }])
})

test('moderation is asked about the text and the name, and only a clear yes is one', async () => {
  for (const [verdict, expected] of [
    [{ ok: true }, true],
    [{ ok: false, reason: 'A severe word' }, false],
    [{}, false],
    [null, false],
    [undefined, false],
    ['yes', false],
  ] as const) {
    const { host, called } = hostWith(async () => verdict)
    assert.equal(await createModerate(host, [])('Hi.', 'Luna'), expected, JSON.stringify(verdict))
    assert.deepEqual(called, [['moderation.check', { text: 'Hi.', name: 'Luna' }]])
  }
})

test('where moderation is not there the small filter alone decides; where it fails nothing is shown', async () => {
  for (const [said, expected] of [
    ['There is no action "moderation.check"', true],
    ['moderation.check cannot be called: moderation is off', true],
    ['ai-chat was not granted to call moderation.check', true],
    ['moderation.check failed: it is broken', false],
  ] as const) {
    const { host, lines } = hostWith(() => Promise.reject(new Error(said)))
    const moderate = createModerate(host, ['spoiler'])
    assert.deepEqual(
      [await moderate('Hi.', 'Luna'), await moderate('A spoiler', 'Luna'), await moderate('Hi.', 'Spoiler')],
      [expected, false, false],
      said,
    )
    assert.equal(lines.length, 1)
    assert.doesNotMatch(JSON.stringify(lines), /Hi\.|Luna/)
  }
})
