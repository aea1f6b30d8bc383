import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'

// By its address, because the types of a page are not those of a test.
const { createSpeaker } = await import(String(new URL('../../../plugins/tts/overlay/speaker.js', import.meta.url)))

/** A page's speaker by an element that begins and ends when the test says so. */
function opened({ mock }: TestContext) {
  mock.timers.enable({ apis: ['setTimeout'] })
  const audio = Object.assign(new EventTarget(), { src: '', volume: 1, play: async () => {}, pause() {} })
  const seen: string[] = []
  const speaker = createSpeaker({
    audio,
    meter: { wake() {}, start() {}, rest() {} },
    caption: { show: (words: string) => void seen.push(words), hide: () => void seen.push('-'), level() {}, bands: 5 },
    volume: 1,
    isSilent: false,
    blocked() {},
  })
  const play = (text: string) => speaker.play({ id: text, url: `/blobs/${text}`, ms: 2000, volume: 1, text })
  return {
    audio,
    seen,
    play,
    stop: speaker.stop,
    on: (event: string) => audio.dispatchEvent(new Event(event)),
    pass: mock.timers.tick.bind(mock.timers),
  }
}

test('a sound that never begins, or never ends, holds up neither the next nor its words for ever', (t) => {
  const { audio, seen, play, on, pass } = opened(t)
  for (const text of ['never comes', 'breaks off', 'whole']) play(text)
  pass(7000)
  assert.equal(audio.src, '/blobs/breaks off')
  on('playing')
  pass(7000)
  assert.equal(audio.src, '/blobs/whole')
  on('playing')
  on('ended')
  assert.deepEqual(seen, ['-', 'breaks off', '-', 'whole', '-'])
})

test('a sound that is over takes nothing from the next, and stop silences all', (t) => {
  const { audio, seen, play, on, pass, stop } = opened(t)
  for (const text of ['one', 'two', 'three']) play(text)
  on('playing')
  pass(2000)
  on('ended')
  on('playing')
  pass(5000)
  assert.deepEqual([audio.src, seen], ['/blobs/two', ['one', '-', 'two']])
  stop()
  pass(60_000)
  assert.deepEqual([audio.src, seen], ['/blobs/two', ['one', '-', 'two', '-']])
})
