import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CEILING_DBTP, level, TARGET_LUFS } from '../../../../plugins/tts/audio/level.ts'
import { loudness } from '../../../../plugins/tts/audio/loudness.ts'
import { silence } from '../../../../plugins/tts/audio/pcm.ts'
import { truePeak } from '../../../../plugins/tts/audio/true-peak.ts'
import { rms, speechLike, tone } from './tone.ts'

// ITU-R BS.1770-4: a sine of 997 Hz at full scale in one channel reads -3.01 LKFS.
test('a tone reads as loud as the standard says, at every rate', () => {
  for (const rate of [8000, 16_000, 22_050, 24_000, 44_100, 48_000]) {
    const read = loudness(tone({ ms: 3000, rate, peak: 1 }))
    assert.ok(Math.abs(read + 3.01) < 0.1, `${read} at ${rate}`)
  }
  assert.ok(Math.abs(loudness(tone({ peak: 0.1, ms: 3000 })) + 23.01) < 0.1)
})

// EBU Tech 3341, case 3: what is 10 LU below the rest is not counted.
test('quiet stretches do not count', () => {
  const parts = [tone({ ms: 5000, peak: 0.01 }), tone({ ms: 20_000, peak: 0.1 }), tone({ ms: 5000, peak: 0.01 })]
  const samples = Float32Array.from(parts.flatMap((part) => [...part.samples]))
  assert.ok(Math.abs(loudness({ samples, rate: 22_050 }) + 23.01) < 0.15)
})

test('a low rumble counts for less than a voice', () => {
  assert.ok(loudness(tone({ ms: 2000, hz: 30 })) < loudness(tone({ ms: 2000, hz: 1000 })) - 6)
})

test('what is shorter than a block is measured, and silence is not', () => {
  assert.ok(Math.abs(loudness(tone({ ms: 150, peak: 1 })) + 3.01) < 0.5)
  assert.equal(loudness(silence(500, 22_050)), Number.NEGATIVE_INFINITY)
  assert.equal(loudness({ samples: new Float32Array(0), rate: 22_050 }), Number.NEGATIVE_INFINITY)
})

// A quarter of the rate, half way between the samples: they read 3 dB less than the wave has.
test('a peak between two samples is seen', () => {
  const samples = Float32Array.from({ length: 2000 }, (_, n) => Math.sin((Math.PI / 2) * n + Math.PI / 4))
  assert.ok(Math.abs(truePeak(samples)) < 0.2, String(truePeak(samples)))
})

test('whatever its loudness was, speech comes out at the target with its peaks below the ceiling', () => {
  for (const peak of [0.02, 0.1, 0.3, 0.9])
    for (const ms of [250, 800, 3000]) {
      const out = level(speechLike({ ms, peak }))
      assert.ok(Math.abs(loudness(out) - TARGET_LUFS) < 1, `${loudness(out)} LUFS of ${peak}, ${ms} ms`)
      assert.ok(truePeak(out.samples) <= CEILING_DBTP + 0.05, `${truePeak(out.samples)} dBTP of ${peak}, ${ms} ms`)
    }
})

test('clicks are held below the ceiling without touching what is far from them', () => {
  const voice = level(tone({ ms: 1000, peak: 0.1 }))
  const clicked = voice.samples.slice()
  clicked[11_000] = 3
  const out = level({ samples: clicked, rate: 22_050 })
  assert.ok(truePeak(out.samples) <= CEILING_DBTP + 0.05)
  assert.ok(
    Math.abs(
      rms({ samples: out.samples.slice(0, 8000), rate: 22_050 }) / rms({ samples: voice.samples.slice(0, 8000), rate: 22_050 }) - 1,
    ) < 0.15,
  )
})

test('silence is not made loud, and noise not much', () => {
  assert.equal(rms(level(silence(500, 22_050))), 0)
  assert.ok(rms(level(tone({ ms: 1000, peak: 0.0005 }))) < 0.03)
})
