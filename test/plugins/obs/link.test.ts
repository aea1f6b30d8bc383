import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OBSWebSocketError } from 'obs-websocket-js/json'
import { backOffMs } from '../../../plugins/obs/link/back-off.ts'
import { farewellOf } from '../../../plugins/obs/link/farewell.ts'
import { createRequests } from '../../../plugins/obs/link/requests.ts'
import { createTestClock } from './clock.ts'

const SILENT = { send: () => new Promise(() => {}), sendAll: () => new Promise<never>(() => {}) }
const URL_OF_OBS = 'ws://127.0.0.1:4455'

test('the pauses between tries double up to half a minute, and chance takes up to a half of each', () => {
  const pauses = (random: number) => [1, 2, 3, 5, 6, 100].map((failed) => backOffMs(failed, () => random))
  assert.deepEqual(pauses(0), [1000, 2000, 4000, 16_000, 30_000, 30_000])
  assert.deepEqual(pauses(1), [500, 1000, 2000, 8000, 15_000, 15_000])
})

test('why there is no line is one sentence; only what people must mend is final', () => {
  const of = (error: unknown) => farewellOf(error, URL_OF_OBS)
  assert.deepEqual(
    [
      of(new OBSWebSocketError(4009, 'Authentication failed.')).isFinal,
      of(new OBSWebSocketError(4011, 'kicked')).isFinal,
      of(new Error('Requires net access to "10.0.0.1:4455"; add it\nat file.ts')).isFinal,
      of(new OBSWebSocketError(-1, 'connect ECONNREFUSED')),
      of(new OBSWebSocketError(1001, 'Server stopping.')),
    ],
    [
      true,
      true,
      true,
      { sentence: 'No OBS answers at 127.0.0.1:4455; start it and switch on Tools, WebSocket Server Settings', isFinal: false },
      { sentence: 'OBS closed the line (1001, Server stopping.)', isFinal: false },
    ],
  )
})

test('a request that OBS never answers fails after ten seconds, and the line is closed', async () => {
  const clock = createTestClock()
  let silences = 0
  const { ask } = createRequests({ ...SILENT, clock, onSilence: () => silences++ })
  const failed = assert.rejects(ask('GetStats'), /OBS gave no answer to GetStats within 10 s/)
  await clock.advance(10_000)
  await failed
  assert.deepEqual([silences, clock.pending()], [1, 0])
})

test('no more than 250 requests wait for OBS', async () => {
  const clock = createTestClock()
  const { ask, abandon } = createRequests({ ...SILENT, clock, onSilence: () => {} })
  const waiting = Array.from({ length: 250 }, () => assert.rejects(ask('GetStats'), /The line is gone/))
  await assert.rejects(ask('GetStats'), /250 requests wait for OBS already/)
  abandon('The line is gone')
  await Promise.all(waiting)
  assert.equal(clock.pending(), 0)
})

test('what this OBS does not know is told as such', async () => {
  const send = () => Promise.reject(new OBSWebSocketError(204, 'unknown'))
  const { ask } = createRequests({ ...SILENT, send, clock: createTestClock(), onSilence: () => {} })
  await assert.rejects(ask('GetStats'), { message: 'OBS says: GetStats is not known here; a newer OBS knows it', code: 204 })
})
