// @ts-check
/** @typedef {import('./alert-queue.js').Alert} Alert */

const PAUSE_MS = 4000

/** What everybody sees first. @type {Record<'en' | 'es', readonly Pick<Alert, 'kind' | 'name' | 'line' | 'message' | 'count' | 'coins' | 'unit' | 'amountCents' | 'currency'>[]>} */
const SAMPLES = {
  en: [
    { kind: 'gift', name: 'Luna ✨', line: 'sent Rose', count: 5, coins: 5, unit: 'coins' },
    { kind: 'follow', name: 'Mateo', line: 'is now following' },
    { kind: 'gift', name: 'captain.nova', line: 'sent Galaxy', count: 3, coins: 3000, unit: 'coins' },
    { kind: 'tip', name: 'Ana', line: 'sent a tip', message: 'Best stream of the week!', amountCents: 1500, currency: 'EUR' },
    { kind: 'subscribe', name: 'ليلى', line: 'subscribed for 6 months' },
    { kind: 'share', name: '小明', line: 'shared the live' },
    { kind: 'goal', name: 'New microphone', line: 'Goal reached!' },
    { kind: 'shoutout', name: 'Ben plays', line: 'is live now, too', message: 'Go and say hello!' },
  ],
  es: [
    { kind: 'gift', name: 'Luna ✨', line: 'envió Rosa', count: 5, coins: 5, unit: 'monedas' },
    { kind: 'follow', name: 'Mateo', line: 'te sigue ahora' },
    { kind: 'gift', name: 'capitan.nova', line: 'envió Galaxia', count: 3, coins: 3000, unit: 'monedas' },
    { kind: 'tip', name: 'Ana', line: 'envió una propina', message: '¡El mejor directo de la semana!', amountCents: 1500, currency: 'EUR' },
    { kind: 'subscribe', name: 'ليلى', line: 'lleva 6 meses de suscripción' },
    { kind: 'share', name: '小明', line: 'compartió el directo' },
    { kind: 'goal', name: 'Micrófono nuevo', line: '¡Meta conseguida!' },
    { kind: 'shoutout', name: 'Ben juega', line: 'también está en directo', message: '¡Pasad a saludar!' },
  ],
}

/**
 * Plays the samples one after the other, for ever; nothing is needed of the host. `only` plays those of one kind.
 * @param {(alert: Alert) => void} push
 * @param {{ language?: 'en' | 'es' | undefined, only?: string | null }} [options]
 */
export function playSamples(push, { language = 'en', only = null } = {}, turn = 0) {
  const samples = SAMPLES[language].filter(({ kind }) => only === null || kind === only)
  const sample = samples[turn % samples.length]
  if (sample) push({ ...sample, ...rest(turn, language) })
  setTimeout(() => playSamples(push, { language, only }, turn + 1), PAUSE_MS)
}

/** @param {number} turn @param {'en' | 'es'} language */
function rest(turn, language) {
  const pace = { shortestMs: 2500, longestMs: 3400, largeMs: 3400, waitingMax: 10, maxAgeMs: 60_000 }
  const tiers = { coins: /** @type {const} */ ([100, 1000]), cents: /** @type {const} */ ([500, 2000]) }
  return { id: `sample:${turn}`, key: `sample:${turn}`, at: new Date().toISOString(), language, pace, tiers, confetti: true, volume: 0.5 }
}
