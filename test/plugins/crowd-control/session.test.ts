import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { createSession } from '../../../plugins/crowd-control/game/session.ts'
import { createWaiters } from '../../../scripts/fake-tiktok/waiters.ts'
import { createGame } from '../../stand-ins/crowd-control/game.ts'

/** A session with a game, over a real connection. */
async function play(
  t: TestContext,
  { answerMs = 60_000, password, given = password }: { answerMs?: number; password?: string; given?: string | null } = {},
) {
  const game = await createGame(password === undefined ? {} : { password })
  t.after(game.stop)
  const socket = connect(game.port(), '127.0.0.1')
  t.after(() => socket.destroy())
  const chunks = socket.iterator()
  const { changed, until } = createWaiters()
  const told: string[] = []
  const lost: string[] = []
  let id = 0
  const session = createSession({
    conn: {
      async read(into) {
        const { value, done } = await chunks.next()
        if (done) return null
        into.set(value)
        return value.length
      },
      async write(bytes) {
        socket.write(bytes)
        return bytes.length
      },
      close: () => socket.destroy(),
    },
    answerMs,
    nextId: () => (id += 1),
    ...(given && { password: async () => given }),
    lost(why) {
      lost.push(why)
      changed()
    },
  })
  await game.until(game.isConnected)
  const start = (code: string, { signal = new AbortController().signal, durationMs = 0 } = {}) =>
    session.start(
      { code, viewer: 'Luna', ...(durationMs && { durationMs }) },
      {
        signal,
        told({ state, detail }) {
          told.push(detail ? `${state}: ${detail}` : state)
          changed()
        },
      },
    )
  return { game, session, start, told, lost, until }
}

test('crowd-control: an effect that the game takes, in numbers and in words', async (t) => {
  const { game, start, told } = await play(t)
  await start('spawn_chicken')
  await start('in_words')
  assert.deepEqual(
    [game.problems, game.requests.map(({ id, code, viewer, type }) => [id, code, viewer, type]), told],
    [
      [],
      [
        [1, 'spawn_chicken', 'Luna', 1],
        [2, 'in_words', 'Luna', 1],
      ],
      [],
    ],
  )
})

test('crowd-control: what the game cannot do now may be tried again when it says, and what it refuses may not', async (t) => {
  const { start } = await play(t)
  await assert.rejects(start('boss'), { name: 'RetryError', retryAfterMs: 1000, message: 'The game cannot do it now: In a menu' })
  await start('boss')
  await assert.rejects(start('forbidden'), { name: 'PermanentError', message: 'The game refused: Not in this room' })
})

test('crowd-control: what the game no longer offers is not asked for again, until it offers it', async (t) => {
  const { start, game, session } = await play(t)
  await assert.rejects(start('removed'), { name: 'PermanentError' })
  await assert.rejects(start('removed'), { name: 'PermanentError', message: 'The game does not offer removed now' })
  assert.equal(game.requests.length, 1)
  game.says({ id: 0, type: 1, status: 0x83, ids: ['spawn_chicken'] })
  game.says({ id: 0, type: 1, status: 0x82, code: 'removed' })
  await start('in_words')
  assert.deepEqual(session.unavailable(), ['spawn_chicken'])
})

test('crowd-control: an effect that takes time runs, pauses, runs on and finishes', async (t) => {
  const { start, game, told, until } = await play(t)
  await start('invert_controls', { durationMs: 20_000 })
  for (const status of [6, 7, 8]) game.says({ id: 1, type: 0, status, timeRemaining: 5000 })
  await until(() => told.length === 4)
  assert.deepEqual(told, ['running', 'running: Paused', 'running', 'finished'])
})

test('crowd-control: an answer and its end in one packet are told in their order', async (t) => {
  const { start, game, told, until } = await play(t)
  const silent = start('silent')
  await game.until(() => game.requests.length === 1)
  game.says({ id: 1, type: 0, status: 0, timeRemaining: 9000 })
  game.says({ id: 1, type: 0, status: 8 })
  await silent
  await until(() => told.length === 2)
  assert.deepEqual(told, ['running', 'finished'])
})

test('crowd-control: a game that goes away fails what it was asked and what runs', async (t) => {
  const { start, game, told, lost, until } = await play(t)
  await start('invert_controls', { durationMs: 20_000 })
  const waiting = start('wait_for_it')
  await game.until(() => game.requests.length === 2)
  game.hangUp()
  await assert.rejects(waiting, { name: 'RetryError' })
  await until(() => lost.length === 1)
  assert.deepEqual(told, ['running', 'failed: The game went away while it ran'])
  await assert.rejects(start('spawn_chicken'), { name: 'RetryError', message: 'The game is not connected' })
})

test('crowd-control: no answer in time is tried again, and so is what the host gives up', async (t) => {
  const { start } = await play(t, { answerMs: 1 })
  await assert.rejects(start('silent'), { name: 'RetryError', message: 'The game gave no answer within 0.001 s' })
  const patient = await play(t)
  const giving = new AbortController()
  const asked = patient.start('silent', { signal: giving.signal })
  giving.abort()
  await assert.rejects(asked, { name: 'RetryError' })
})

test('crowd-control: a game that asks for a password gets it, and one that is refused hangs up', async (t) => {
  const right = await play(t, { password: 'secret' })
  await right.game.until(() => right.game.texts.length === 1)
  await right.start('spawn_chicken')
  assert.equal(right.game.requests.length, 1)
  const wrong = await play(t, { password: 'secret', given: 'other' })
  await wrong.until(() => wrong.lost.length === 1)
  assert.deepEqual(wrong.lost, ['Wrong password'])
  const none = await play(t, { password: 'secret', given: null })
  await none.until(() => none.lost.length === 1)
  assert.deepEqual(none.lost, ['The game wants a password; write it into "password"'])
})
