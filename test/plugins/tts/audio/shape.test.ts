import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fade } from '../../../../plugins/tts/audio/fade.ts'
import { join } from '../../../../plugins/tts/audio/join.ts'
import { durationMs, silence } from '../../../../plugins/tts/audio/pcm.ts'
import { piece } from '../../../../plugins/tts/audio/piece.ts'
import { resample } from '../../../../plugins/tts/audio/resample.ts'
import { shorten } from '../../../../plugins/tts/audio/shorten.ts'
import { trim } from '../../../../plugins/tts/audio/trim.ts'
import { rms, speechLike, tone } from './tone.ts'

test('a tone keeps its length, pitch and level at every rate that services send', () => {
  for (const [from, to] of [
    [24_000, 22_050],
    [22_050, 8000],
    [44_100, 22_050],
    [16_000, 22_050],
    [48_000, 22_050],
  ] as const) {
    const out = resample(tone({ rate: from, hz: 440 }), to)
    assert.equal(out.samples.length, to)
    assert.ok(Math.abs(rms(out) - rms(tone({ hz: 440 }))) < 0.002, `${from} to ${to}`)
    const crossings = out.samples.filter((sample, n) => n > 0 && sample >= 0 && (out.samples[n - 1] ?? 0) < 0).length
    assert.ok(Math.abs(crossings - 440) <= 1, `${crossings} at ${to}`)
  }
})

test('what a lower rate cannot hold does not fold back into it', () => {
  const out = resample(tone({ rate: 22_050, hz: 6000 }), 8000)
  assert.ok(rms(out) < 0.001, String(rms(out)))
})

test('silence around a sound goes, and a breath of it stays', () => {
  const sound = join([silence(700, 22_050), tone({ ms: 500 }), silence(900, 22_050)], { gapMs: 0 })
  const ms = durationMs(trim(sound))
  assert.ok(ms >= 500 && ms <= 590, String(ms))
})

test('hiss is silence beside a voice, and nothing but silence is nothing', () => {
  const hiss = tone({ ms: 400, hz: 5000, peak: 0.0005 })
  assert.ok(durationMs(trim(join([hiss, tone({ ms: 500 }), hiss], { gapMs: 0 }))) < 600)
  assert.equal(trim(silence(500, 22_050)).samples.length, 0)
  assert.equal(trim({ samples: new Float32Array(0), rate: 8000 }).samples.length, 0)
})

test('the ends of a sound are silent, and its middle is what it was', () => {
  const sound = tone({ ms: 100, hz: 50, peak: 1 })
  const { samples } = fade(sound)
  assert.deepEqual([samples[0], Math.abs(samples.at(-1) ?? 1)], [0, 0])
  assert.deepEqual(samples.slice(200, 2000), sound.samples.slice(200, 2000))
})

test('joined sounds are as long as their sum and the gaps, and of one rate only', () => {
  assert.equal(Math.round(durationMs(join([tone({ ms: 300 }), tone({ ms: 200 }), tone({ ms: 100 })], { gapMs: 50 }))), 700)
  assert.throws(() => join([tone(), tone({ rate: 8000 })], { gapMs: 0 }), /different rates/)
  assert.throws(() => join([], { gapMs: 0 }), /no sound/)
})

test('a sound that is too long ends softly', () => {
  const out = shorten(tone({ ms: 3000 }), 2)
  assert.deepEqual([durationMs(out), Math.abs(out.samples.at(-1) ?? 1)], [2000, 0])
})

test('a piece has one rate and no silence around it', () => {
  const said = join([silence(400, 24_000), speechLike({ ms: 1500, rate: 24_000 }), silence(400, 24_000)], { gapMs: 0 })
  const out = piece(said)
  assert.equal(out.rate, 22_050)
  assert.ok(durationMs(out) < 1600 && durationMs(out) > 1200, String(durationMs(out)))
})
