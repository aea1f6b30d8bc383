import { PermanentError, RetryError } from '#sdk/failures'
import type { Call } from '../browser/devtools.ts'
import type { Game } from './game.ts'
import { createKeys } from './keys.ts'

/** Ground that stands still for so long is that of a game that is over. */
const STILL_MS = 600
const CRASHED_MS = 1300
const JUMP_MS = 600
const SLACK_MS = 5000
const MAX_TRIES = 3

/** The game as anybody sees it, for a Chromium whose insides are others: keys, and whether the picture moves. */
export function createOutside(call: Call): Game {
  const keys = createKeys(call)
  let hasBegun = false

  async function look(expression: string, withinMs: number): Promise<boolean> {
    const { result } = await call('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }, withinMs + SLACK_MS)
    return (Object(result) as { value?: unknown }).value === true
  }

  const moves = async () => !(await look(standsStill(STILL_MS, true), STILL_MS))
  const pause = (ms: number) => look(`new Promise((resolve) => setTimeout(resolve, ${ms}))`, ms)

  async function press(name: 'jump' | 'duck', ms: number) {
    await keys.hold(name, () => pause(ms))
    if (!(await moves())) throw new RetryError('The picture of the game stands still')
  }

  return {
    async run() {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        if (await moves()) return
        if (hasBegun) await pause(CRASHED_MS)
        hasBegun = true
        await keys.hold('jump', async () => {})
      }
      if (!(await moves())) throw new RetryError('The game does not begin')
    },
    jump: () => press('jump', JUMP_MS),
    duck: (ms) => press('duck', ms),
    speedUp: () => Promise.reject(new PermanentError('The speed cannot be changed in this Chromium; jumping and ducking work')),
    isCrashed: (withinMs) => look(standsStill(withinMs, false), withinMs),
    score: async () => undefined,
  }
}

/**
 * Whether the ground stands still for long enough within the time; `once` it has moved that is answered without waiting for more. It is looked at right of
 * the dinosaur and below the words, which blink on a game that is over.
 */
const standsStill = (ms: number, once: boolean) => `new Promise((resolve) => {
  const { width, height } = document.querySelector('canvas')
  const context = document.querySelector('canvas').getContext('2d')
  const ground = () => context.getImageData(width / 2, height * 0.8, width / 2, height * 0.2).data.reduce((sum, part) => (sum * 31 + part) | 0, 0)
  const began = performance.now()
  let seen = ground()
  let since = began
  const look = () => {
    const now = performance.now()
    const picture = ground()
    if (picture !== seen && ${once}) return resolve(false)
    if (picture !== seen) [seen, since] = [picture, now]
    if (now - since >= ${STILL_MS}) resolve(true)
    else if (now - began >= ${ms} + ${STILL_MS}) resolve(false)
    else setTimeout(look, 50)
  }
  look()
})`
