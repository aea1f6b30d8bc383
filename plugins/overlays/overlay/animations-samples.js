// @ts-check
import { LOOKS } from './animations-looks.js'

const PAUSE_MS = 5500
// True of an object literal.
const TYPES = /** @type {(keyof typeof LOOKS)[]} */ (Object.keys(LOOKS))

/**
 * Plays each animation in turn, for ever; `&type=rain` in the link plays one.
 * @param {(animation: import('../animations/animations.ts').Animation) => void} play
 * @param {{ query: URLSearchParams }} options
 */
export function playAnimations(play, { query }, turn = 0) {
  const only = query.get('type')
  const types = TYPES.filter((type) => only === null || type === only)
  const type = types[turn % types.length]
  if (type) play({ id: `sample:${turn}`, type, look: LOOKS[type] })
  setTimeout(() => playAnimations(play, { query }, turn + 1), PAUSE_MS)
}
