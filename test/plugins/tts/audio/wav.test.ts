import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readWav } from '../../../../plugins/tts/audio/wav-read.ts'
import { writeWav } from '../../../../plugins/tts/audio/wav-write.ts'
import { tone } from './tone.ts'

const near = (a: Float32Array, b: Float32Array) => a.length === b.length && a.every((sample, n) => Math.abs(sample - (b[n] ?? 9)) < 1e-4)

test('a sound that is written is read again, at its rate', () => {
  const sound = tone({ ms: 50, rate: 8000, peak: 0.9 })
  const read = readWav(writeWav(sound), { isWhole: true })
  assert.equal(read.rate, 8000)
  assert.ok(near(read.samples, sound.samples))
})

test('what is louder than loudest is cut off, not turned round', () => {
  const { samples } = readWav(writeWav({ samples: Float32Array.of(1.5, -1.5, Number.NaN), rate: 8000 }))
  assert.deepEqual(
    [...samples].map((sample) => Math.round(sample * 100) / 100),
    [1, -1, 0],
  )
})

test('sizes that a service did not know when it began are read to the end', () => {
  for (const size of [0, 0xffffffff, 0x7fffffff]) {
    const file = writeWav(tone({ ms: 20 }))
    new DataView(file.buffer).setUint32(4, 0xffffffff, true)
    new DataView(file.buffer).setUint32(40, size, true)
    assert.equal(readWav(file).samples.length, 441)
  }
})

test('a file that was cut off is refused where it has to be whole', () => {
  const file = writeWav(tone({ ms: 20 }))
  assert.throws(() => readWav(file.slice(0, -2), { isWhole: true }), /not whole/)
  const twice = new Uint8Array(file.length + 2)
  twice.set(file)
  assert.throws(() => readWav(twice, { isWhole: true }), /not whole/)
})

test('two channels become one, other widths are read, and chunks that say other things are passed over', () => {
  const file = riff({ channels: 2, bits: 24, before: 7, data: [0, 0, 0x40, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0] })
  assert.deepEqual([...readWav(file).samples], [0.25, -0.25])
  assert.deepEqual([...readWav(riff({ channels: 1, bits: 8, before: 0, data: [0, 128, 192] })).samples], [-1, 0, 0.5])
})

test('anything else is refused in one sentence', () => {
  const html = new TextEncoder().encode('<!doctype html><title>Sorry</title>')
  assert.throws(() => readWav(html), /No RIFF file of sound/)
  assert.throws(() => readWav(new Uint8Array()), /No RIFF file of sound/)
  assert.throws(() => readWav(riff({ channels: 1, bits: 16, before: 0, data: [], tag: 85 })), /a format that is not read here/)
  assert.throws(() => readWav(riff({ channels: 1, bits: 16, before: 0, data: [], rate: 1 })), /a sample rate that is not read here/)
  assert.throws(() => readWav(writeWav(tone({ ms: 1 })).slice(0, 36)), /has no sound/)
})

type Riff = { channels: number; bits: number; before: number; data: readonly number[]; tag?: number; rate?: number }

function riff({ channels, bits, before, data, tag = 1, rate = 22_050 }: Riff): Uint8Array {
  const word = (text: string) => [...text].map((letter) => letter.charCodeAt(0))
  const four = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >> 24) & 255]
  const two = (value: number) => [value & 255, value >> 8]
  const width = (bits / 8) * channels
  const fmt = [
    ...word('fmt '),
    ...four(16),
    ...two(tag),
    ...two(channels),
    ...four(rate),
    ...four(rate * width),
    ...two(width),
    ...two(bits),
  ]
  const list = before ? [...word('LIST'), ...four(before), ...new Array(before + (before % 2)).fill(1)] : []
  const body = [...word('WAVE'), ...fmt, ...list, ...word('data'), ...four(data.length), ...data]
  return Uint8Array.from([...word('RIFF'), ...four(body.length), ...body])
}
