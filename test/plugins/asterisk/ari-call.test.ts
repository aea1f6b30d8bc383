import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAriCall } from '../../../plugins/asterisk/transport/ari-call.ts'
import { readAriEvent } from '../../../plugins/asterisk/transport/ari-event.ts'

/** A call whose Asterisk answers by this table; whatever is not in it is fine. */
function callOf(answers: Readonly<Record<string, { status: number; body?: unknown }>> = {}) {
  const asked: string[] = []
  const call = createAriCall({
    ...{ id: 'call-1', audio: '/sounds/call-1', withinMs: 60_000 },
    async ask(method, path) {
      asked.push(`${method} ${path}`)
      return { body: undefined, ...(answers[`${method} ${path}`] ?? { status: method === 'POST' ? 201 : 204 }) }
    },
  })
  const hear = (event: object) => {
    const read = readAriEvent(JSON.stringify(event))
    if (read) call.hear(read)
  }
  return { ...call, asked, hear }
}
const channel = { id: 'call-1' }

test('S4-062: a sound that Asterisk cannot play is a call that failed, and the sentence says where to look', async () => {
  const call = callOf()
  call.hear({ type: 'StasisStart', channel })
  call.hear({ type: 'PlaybackFinished', playback: { id: 'call-1', state: 'failed' } })
  assert.deepEqual(await call.ended, {
    state: 'failed',
    detail: 'Asterisk could not play the sound: it has to be able to read the folder, see the setting "sounds"',
  })
  assert.deepEqual(call.asked, ['POST /channels/call-1/play/call-1', 'DELETE /channels/call-1'])
})

test('a call that is hung up after its sound is completed, whether its end or the answer to that comes first', async () => {
  const call = callOf()
  call.hear({ type: 'StasisStart', channel })
  call.hear({ type: 'PlaybackFinished', playback: { id: 'call-1', state: 'done' } })
  call.hear({ type: 'StasisEnd', channel })
  assert.deepEqual(await call.ended, { state: 'completed' })
})

test('a call is looked at after nobody listened: it plays, it has begun to play, or it is gone and not made again', async () => {
  const up = { 'GET /channels/call-1': { status: 200, body: { state: 'Up' } } }
  const silent = callOf({ ...up, 'GET /playbacks/call-1': { status: 404 } })
  const playing = callOf({ ...up, 'GET /playbacks/call-1': { status: 200 } })
  const gone = callOf({ 'GET /channels/call-1': { status: 404 } })
  for (const call of [silent, playing, gone]) await call.look()
  assert.deepEqual(
    [silent, playing].map(({ asked }) => asked.includes('POST /channels/call-1/play/call-1')),
    [true, false],
  )
  assert.match((await gone.ended).detail ?? '', /it is not made again/)
  for (const call of [silent, playing]) call.end({ state: 'completed' })
})

test('what ARI tells of other things is passed over', () => {
  assert.deepEqual(
    ['ChannelVarset', 'DeviceStateChanged', 7, undefined].map((type) => readAriEvent(JSON.stringify({ type }))),
    Array(4).fill(undefined),
  )
  assert.equal(readAriEvent('null'), undefined)
})
