import { loudness } from '../../../../plugins/tts/audio/loudness.ts'
import { durationMs } from '../../../../plugins/tts/audio/pcm.ts'
import { truePeak } from '../../../../plugins/tts/audio/true-peak.ts'
import { readWav } from '../../../../plugins/tts/audio/wav-read.ts'
import { rms } from '../audio/tone.ts'

/** What an ear and a meter would say of a file. */
export function heard(wav: Uint8Array) {
  const pcm = readWav(wav, { isWhole: true })
  return { rate: pcm.rate, ms: durationMs(pcm), rms: rms(pcm), lufs: loudness(pcm), peakDb: truePeak(pcm.samples) }
}
