// @ts-check
import { pageClock } from '/overlay/sdk/clock.js'
import { connect } from '/overlay/sdk/connection.js'
import { readOptions } from '/overlay/sdk/options.js'
import { createScreen } from './bubble.js'
import { createBubbles } from './bubbles.js'
import { playSamples } from './samples.js'

const { isPreview, language } = readOptions({ position: 'bottom' })
const stage = /** @type {HTMLElement} */ (document.getElementById('stage'))
const bubbles = createBubbles({ clock: pageClock, screen: createScreen(stage, language) })

if (isPreview) playSamples(bubbles.push, pageClock)
else {
  // True: only this plugin publishes on its topics, and stage.ts is what it publishes.
  connect({ on: { answers: (data) => bubbles.push(/** @type {import('../bubble.ts').Bubble} */ (data)) }, panic: bubbles.clear })
}
