// @ts-check
import { pageClock } from '/overlay/sdk/clock.js'
import { connect } from '/overlay/sdk/connection.js'
import { readOptions } from '/overlay/sdk/options.js'
import { createAlertQueue } from './alert-queue.js'
import { createScreen } from './card.js'
import { playSamples } from './samples.js'
import { sizeOf } from './size.js'
import { createSound } from './sound.js'
import { worded } from './worded.js'

/** @typedef {import('./alert-queue.js').Alert} Alert */

const { isPreview, isSilent, language, query } = readOptions()
const sound = createSound({ isSilent })
const screen = createScreen(/** @type {HTMLElement} */ (document.getElementById('stage')))
const queue = createAlertQueue({ clock: pageClock, screen: { ...screen, show }, done })

/** @param {Alert} alert */
function show(alert) {
  screen.show(alert)
  sound.ring({ ...alert, size: sizeOf(alert) })
}

/** @param {readonly string[]} ids */
function done(ids) {
  for (const topic of ['alerts', 'pictures']) host?.ack(topic, ids)
}

function clear() {
  queue.clear()
  sound.hush()
}

/** @param {string} [since] */
function panic(since) {
  queue.hold(since)
  sound.hush()
}

const CONTROL = { skip: queue.skip, clear }

// True of each: only this plugin publishes on its topics, and its types say what.
const host = isPreview
  ? undefined
  : connect({
      on: {
        alerts: (data) => queue.push(worded(/** @type {Alert} */ (data), language)),
        pictures: (data) => queue.picture(/** @type {import('../pictures.ts').Pictures} */ (data)),
        retract: (data) => queue.retract(/** @type {{ ids: string[], userIds: string[] }} */ (data)),
        paused: (data) => queue.pause(data === true),
        control: (data) => CONTROL[/** @type {{ do: keyof typeof CONTROL }} */ (data).do](),
      },
      panic,
      goOn: queue.goOn,
      held: queue.held,
    })
if (isPreview) playSamples(queue.push, { language, only: query.get('kind') })
