// @ts-check
/** The notes of each kind, in semitones above the C at 523 Hz. @type {Record<import('../alert.ts').Alert['kind'], readonly number[]>} */
const NOTES = {
  gift: [0, 4, 7],
  tip: [0, 7, 12],
  subscribe: [0, 4, 7, 12],
  follow: [7, 12],
  share: [12, 7],
  goal: [0, 4, 7, 12, 16],
  shoutout: [0, 12],
}
const C5_HZ = 523.25
const STEP_S = 0.09
const RING_S = { small: 0.5, medium: 0.8, large: 1.3 }
/** What a small bell sounds like: overtones, how loud, and how much sooner they fade. */
const OVERTONES = [
  { times: 1, gain: 1, ring: 1 },
  { times: 2, gain: 0.35, ring: 0.6 },
  { times: 3.01, gain: 0.18, ring: 0.35 },
]
const LOUDEST = 0.22

/**
 * Plays the chime of an alert, made of bells; nothing is loaded. Answers how many seconds it rings.
 * @param {BaseAudioContext} context
 * @param {{ kind: keyof typeof NOTES, size: keyof typeof RING_S, volume: number }} alert
 */
export function chime(context, { kind, size, volume }) {
  const out = new GainNode(context, { gain: volume * LOUDEST })
  out.connect(context.destination)
  const notes = notesOf(kind, size)
  for (const [index, semitones] of notes.entries()) {
    strike(context, out, { hz: C5_HZ * 2 ** (semitones / 12), at: context.currentTime + 0.02 + index * STEP_S, ring: RING_S[size] })
  }
  return notes.length * STEP_S + RING_S[size] + 0.1
}

/** A small one is short; a large one goes on an octave higher, over a low note. @param {keyof typeof NOTES} kind @param {keyof typeof RING_S} size */
function notesOf(kind, size) {
  const notes = NOTES[kind]
  if (size === 'small') return notes.slice(0, 2)
  return size === 'medium' ? notes : [-12, ...notes, ...notes.map((note) => note + 12)]
}

/** @param {BaseAudioContext} context @param {AudioNode} out @param {{ hz: number, at: number, ring: number }} note */
function strike(context, out, { hz, at, ring }) {
  for (const overtone of OVERTONES) {
    const end = at + ring * overtone.ring
    const gain = new GainNode(context, { gain: 0 })
    gain.gain.setValueAtTime(0, at)
    gain.gain.linearRampToValueAtTime(overtone.gain, at + 0.006)
    gain.gain.exponentialRampToValueAtTime(0.0005, end)
    const bell = new OscillatorNode(context, { frequency: hz * overtone.times })
    bell.connect(gain).connect(out)
    bell.start(at)
    bell.stop(end)
  }
}
