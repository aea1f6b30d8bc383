import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Composed } from '../../../plugins/ai-chat/answer/compose.ts'
import { createDesk } from '../../../plugins/ai-chat/desk.ts'
import { createCoolDown } from '../../../plugins/ai-chat/live/cool-down.ts'
import { createMemory } from '../../../plugins/ai-chat/live/memory.ts'
import { createMutes } from '../../../plugins/ai-chat/live/mutes.ts'
import { createQueue } from '../../../plugins/ai-chat/live/queue.ts'
import { createRecordingHost } from '../../support/recording-host.ts'
import { read } from './read.ts'

/** A desk whose answers come when the test says so. */
async function desked() {
  const settings = read({})
  const mutes = await createMutes(createRecordingHost().host.kv)
  const shown: string[] = []
  const ends: string[] = []
  const asked: { readonly id: string; readonly answer: (composed: Composed) => void; readonly fail: (error: Error) => void }[] = []
  const desk = createDesk({
    settings,
    compose: (_, { eventId: id }, { begun }) => {
      begun()
      return new Promise((answer, fail) => asked.push({ id, answer, fail }))
    },
    memory: createMemory(6),
    mutes,
    coolDown: createCoolDown({ viewerMs: 0, perMinute: 60 }, Date.now),
    queue: createQueue({ atOnce: 1, waiting: 5 }),
    stage: {
      thinking: (_, { eventId }) => void shown.push(`thinking ${eventId}`),
      said: (_, { eventId }) => void shown.push(`said ${eventId}`),
      gone: (id) => void shown.push(`gone ${id}`),
    },
    now: Date.now,
    ended: (how) => void ends.push(how),
  })
  const ask = (eventId: string, userId = 'u1') =>
    desk.handle({ eventId, userId, sessionId: 's', viewer: 'Luna', text: '!ask why?', at: Date.now() }, new AbortController().signal)
  return { ...desk, ask, asked, mutes, shown, ends }
}

const HI = { text: 'Hi.', answer: 'Hi.' }

test('what is being answered, waits or is shown when all is stopped is not said any more; what is asked then is', async () => {
  const { ask, asked, stop, shown } = await desked()
  const first = ask('shown')
  asked[0]?.answer(HI)
  await first
  const both = [ask('thought of'), ask('waiting')]
  stop()
  asked[1]?.answer(HI)
  await Promise.all(both)
  assert.equal(shown.includes('said thought of'), false)
  assert.deepEqual(
    ['shown', 'thought of', 'waiting'].filter((id) => shown.includes(`gone ${id}`)),
    ['shown', 'thought of', 'waiting'],
  )
  const later = ask('later')
  asked[2]?.answer(HI)
  await later
  assert.deepEqual([asked.map(({ id }) => id), shown.at(-1)], [['shown', 'thought of', 'later'], 'said later'])
})

test('a persona that is muted while it thinks says nothing, and what waits for it is not asked', async () => {
  const { ask, asked, mutes, shown, ends } = await desked()
  const both = [ask('thought of'), ask('waiting')]
  await mutes.set('Nova', true)
  asked[0]?.answer(HI)
  await Promise.all(both)
  assert.deepEqual([asked.length, shown, ends], [1, ['thinking thought of', 'gone thought of'], ['muted', 'muted']])
})

test('an answer that fails in an unknown way leaves no bubble, and may be asked again', async () => {
  const { ask, asked, shown } = await desked()
  const failed = ask('e1')
  asked[0]?.fail(new Error('The disk is full'))
  await assert.rejects(failed, /The disk is full/)
  assert.deepEqual(shown, ['thinking e1', 'gone e1'])
  const again = ask('e1')
  asked[1]?.answer(HI)
  assert.equal(await again, true)
})

test('the answer to a chat that is deleted while it is made is not said, and no other is lost by it', async () => {
  for (const [ids, users] of [
    [['e1'], []],
    [[], ['u1']],
  ] as const) {
    const { ask, asked, retract, shown, ends } = await desked()
    const both = [ask('e1', 'u1'), ask('e2', 'u2')]
    retract(ids, users)
    asked[0]?.answer(HI)
    await both[0]
    asked[1]?.answer(HI)
    await both[1]
    assert.deepEqual([shown.filter((each) => each.startsWith('said')), ends], [['said e2'], ['deleted', 'said']])
  }
})
