import { RetryError } from '#sdk/failures'
import type { Call } from '../browser/devtools.ts'
import type { Game } from './game.ts'
import { createInside, findRunner } from './inside.ts'
import { createOutside } from './outside.ts'

const MAX_TRIES = 20

/** Opens the game in a page, and answers how it is driven: from inside, or by its picture where its insides are not known. */
export async function openGame(call: Call): Promise<{ readonly game: Game; readonly seen: 'inside' | 'picture' }> {
  // Behind another window it goes on.
  await call('Emulation.setFocusEmulationEnabled', { enabled: true })
  // It answers ERR_INTERNET_DISCONNECTED: the game is on the page that says so.
  await call('Page.navigate', { url: 'chrome://dino' })
  await drawn(call)
  const runner = await findRunner(call)
  return runner === undefined ? { game: createOutside(call), seen: 'picture' } : { game: createInside(call, runner), seen: 'inside' }
}

/** Resolves when the game is on the page; what asks while the page still changes is asked again. */
async function drawn(call: Call): Promise<void> {
  const how = { expression: CANVAS_WITHIN_HALF_A_SECOND, awaitPromise: true, returnByValue: true }
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const { result } = await call('Runtime.evaluate', how).catch(() => ({ result: undefined }))
    if ((Object(result) as { value?: unknown }).value === true) return
  }
  throw new RetryError('This Chromium shows no game at chrome://dino')
}

const CANVAS_WITHIN_HALF_A_SECOND = `new Promise((resolve) => {
  const endsAt = performance.now() + 500
  const look = () => {
    if (document.querySelector('canvas')) resolve(true)
    else if (performance.now() >= endsAt) resolve(false)
    else setTimeout(look, 20)
  }
  look()
})`
