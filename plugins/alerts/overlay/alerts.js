// @ts-check
import { createAlertQueue } from './alert-queue.js'
import { createScreen } from './card.js'
import { connect } from './connection.js'
import { playSamples } from './samples.js'

const stage = /** @type {HTMLElement} */ (document.getElementById('stage'))
const options = new URLSearchParams(location.search)
const clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  after(/** @type {number} */ delayMs, /** @type {() => void} */ callback) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
}

Object.assign(document.documentElement.dataset, {
  theme: options.get('theme') ?? 'night',
  position: options.get('position') ?? 'top',
})
document.documentElement.style.setProperty('--scale', String(Number(options.get('scale')) || 1))

const queue = createAlertQueue({ clock, screen: createScreen(stage) })
if (options.has('preview')) {
  if (!('obsstudio' in window)) document.documentElement.dataset.backdrop = ''
  playSamples(queue.push)
} else {
  // True: only this plugin publishes on its topics, and alert.ts is what it publishes.
  connect({
    topic: 'alerts',
    receive: (data) => queue.push(/** @type {import('./alert-queue.js').Alert} */ (data)),
    panic: queue.clear,
  })
}
