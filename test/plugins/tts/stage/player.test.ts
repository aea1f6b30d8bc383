import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entry } from '../../../../plugins/tts/stage/entry.ts'
import { createObsPlayer, createPagePlayer } from '../../../../plugins/tts/stage/player.ts'

const SPOKEN = { wav: new Uint8Array([1, 2, 3]), ms: 10, text: 'hola', provider: 'some', cached: false }
const ENTRY: Entry = { id: '1', rank: 1, at: 0, kind: 'said', utterance: { text: 'hola' } }

function obs(play: () => Promise<unknown> = async () => undefined) {
  const calls: unknown[] = []
  const written = new Map<string, Uint8Array>()
  const player = createObsPlayer({
    volume: 0.5,
    actions: {
      call(action, input) {
        calls.push([action, input])
        return action === 'obs.playFile' ? play() : Promise.resolve()
      },
    },
    files: {
      mkdir: async () => {},
      writeFile: async (path, data) => void written.set(String(path), data as Uint8Array),
      realPath: async (path) => `/data/plugins/tts/${path}`,
    },
  })
  return { player, calls, written }
}

test('OBS plays a file of the own folder, never the one that it still has open', async () => {
  const { player, calls, written } = obs()
  const { signal } = new AbortController()
  for (let n = 0; n < 3; n += 1) await player.play(SPOKEN, ENTRY, signal)
  const file = (n: number) => ['obs.playFile', { file: `/data/plugins/tts/stage/${n}.wav`, volume: 50 }]
  assert.deepEqual(calls, [file(1), file(0), file(1)])
  assert.deepEqual([...written.keys()], ['stage/1.wav', 'stage/0.wav'])
})

test('what OBS plays is stopped when it is cut off', async () => {
  const cut = new AbortController()
  const { player, calls } = obs(async () => cut.abort(new Error('Cut off')))
  await assert.rejects(player.play(SPOKEN, ENTRY, cut.signal), { message: 'Cut off' })
  assert.deepEqual(calls.at(-1), ['obs.stopMedia', undefined])
})

test('a page is told nothing of what was cut off before it was there to be heard', async () => {
  const cut = new AbortController()
  const published: unknown[] = []
  const host = {
    blobs: {
      async put() {
        cut.abort(new Error('Cut off'))
        return { url: '/blobs/some' }
      },
    },
    publish: (topic: string) => void published.push(topic),
  }
  const player = createPagePlayer({ host, volume: 1, captions: true, wait: async (_, signal) => signal.throwIfAborted() })
  await assert.rejects(player.play(SPOKEN, ENTRY, cut.signal), { message: 'Cut off' })
  assert.deepEqual(published, [])
})
