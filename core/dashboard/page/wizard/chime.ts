/** Two notes, one above the other: heard once somebody has pressed something on this page, as browsers have it. */
export function playChime(): void {
  const audio = new AudioContext()
  const end = Math.max(...NOTES.map((note) => playNote(audio, note)))
  setTimeout(() => void audio.close(), end * 1000)
}

type Note = { readonly hertz: number; readonly at: number }

const NOTES: readonly Note[] = [
  { hertz: 660, at: 0 },
  { hertz: 990, at: 0.12 },
]
const LENGTH = 0.6
const LOUDNESS = 0.2

/** Answers when it ends, in seconds from now. */
function playNote(audio: AudioContext, { hertz, at }: Note): number {
  const from = audio.currentTime + at
  const tone = new OscillatorNode(audio, { frequency: hertz })
  const volume = new GainNode(audio, { gain: 0 })
  volume.gain.linearRampToValueAtTime(LOUDNESS, from + 0.01)
  volume.gain.exponentialRampToValueAtTime(0.001, from + LENGTH)
  tone.connect(volume).connect(audio.destination)
  tone.start(from)
  tone.stop(from + LENGTH)
  return at + LENGTH
}
