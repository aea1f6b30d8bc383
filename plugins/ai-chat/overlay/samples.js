// @ts-check
/** @typedef {import('../bubble.ts').Bubble} Bubble */

const PAUSE_MS = 5_000
const THOUGHT_MS = 1_400

/** @type {readonly { persona: string, viewer: string, text: string }[]} */
const SAMPLES = [
  {
    persona: 'Nova',
    viewer: 'Luna ✨',
    text: 'It is a rain lamp! The one on the left is from a flea market, and it has survived three moves.',
  },
  { persona: 'Greeter', viewer: 'Mateo', text: '¡Hola Mateo, qué bien verte!' },
  { persona: 'Nova', viewer: 'ليلى', text: 'أهلاً ليلى! نعم، البث يبدأ كل مساء في الثامنة.' },
  {
    persona: 'Doctor Pixel',
    viewer: 'captain.nova',
    text: 'Second boss: stay left, wait for the roar, then dodge twice. You have got this.',
  },
]

/**
 * Plays the samples one after the other, for ever; nothing is needed of the host.
 * @param {(bubble: Bubble) => void} push
 * @param {Pick<import('/overlay/sdk/clock.js').Clock, 'after'>} clock
 */
export function playSamples(push, clock, turn = 0) {
  const sample = SAMPLES[turn % SAMPLES.length]
  if (sample) {
    const id = `sample:${turn}`
    push({ id, state: 'thinking', persona: sample.persona })
    clock.after(THOUGHT_MS, () => push({ id, state: 'said', ...sample, language: 'en', shownMs: 9_000 }))
  }
  clock.after(PAUSE_MS, () => playSamples(push, clock, turn + 1))
}
