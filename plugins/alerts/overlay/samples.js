// @ts-check
/** @typedef {import('../alert.ts').Alert} Alert */

const PAUSE_MS = 4000

/** @type {readonly Pick<Alert, 'kind' | 'name' | 'line' | 'message' | 'count' | 'coins' | 'unit' | 'amountCents' | 'currency'>[]} */
const SAMPLES = [
  { kind: 'gift', name: 'Luna ✨', line: 'sent Rose', count: 5, coins: 5, unit: 'coins' },
  { kind: 'follow', name: 'Mateo', line: 'is now following' },
  { kind: 'gift', name: 'captain.nova', line: 'sent Galaxy', count: 3, coins: 3000, unit: 'coins' },
  { kind: 'tip', name: 'Ana', line: 'sent a tip', message: 'Best stream of the week!', amountCents: 1500, currency: 'EUR' },
  { kind: 'subscribe', name: 'ليلى', line: 'subscribed for 6 months' },
  { kind: 'share', name: '小明', line: 'shared the live' },
]

/**
 * Plays the samples one after the other, for ever; nothing is needed of the host.
 * @param {(alert: Alert) => void} push
 */
export function playSamples(push, turn = 0) {
  const sample = SAMPLES[turn % SAMPLES.length]
  if (sample) push({ ...sample, ...rest(turn) })
  setTimeout(() => playSamples(push, turn + 1), PAUSE_MS)
}

/** @param {number} turn */
function rest(turn) {
  const pace = { shortestMs: 2500, longestMs: 3400, waitingMax: 10, maxAgeMs: 60_000 }
  return { id: `sample:${turn}`, key: `sample:${turn}`, at: new Date().toISOString(), language: /** @type {const} */ ('en'), pace }
}
