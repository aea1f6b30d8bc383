// @ts-check
import { pageClock } from '/overlay/sdk/clock.js'
import { connect } from '/overlay/sdk/connection.js'
import { readOptions } from '/overlay/sdk/options.js'
import { createAlertQueue } from './alert-queue.js'
import { createScreen } from './card.js'
import { playSamples } from './samples.js'

const { isPreview } = readOptions()
const stage = /** @type {HTMLElement} */ (document.getElementById('stage'))
const queue = createAlertQueue({ clock: pageClock, screen: createScreen(stage) })

if (isPreview) playSamples(queue.push)
else {
  // True: only this plugin publishes on its topics, and alert.ts is what it publishes.
  connect({ on: { alerts: (data) => queue.push(/** @type {import('../alert.ts').Alert} */ (data)) }, panic: queue.clear })
}
