// @ts-check
import { connect } from '/overlay/sdk/connection.js'

/** @typedef {{ text: string, seconds: number }} Alert */

/** More than this wait for nobody. */
const WAITING_MAX = 20

const line = /** @type {HTMLElement} */ (document.getElementById('line'))
/** @type {Alert[]} */
const waiting = []
/** @type {ReturnType<typeof setTimeout> | undefined} */
let showing

connect({
  on: {
    alert(data) {
      waiting.push(/** @type {Alert} */ (data))
      if (waiting.length > WAITING_MAX) waiting.shift()
      if (line.hidden) showNext()
    },
  },
  panic() {
    waiting.length = 0
    clearTimeout(showing)
    line.hidden = true
  },
})

function showNext() {
  const alert = waiting.shift()
  line.hidden = alert === undefined
  if (!alert) return
  // As text, never as HTML: it holds what viewers call themselves.
  line.textContent = alert.text
  showing = setTimeout(showNext, alert.seconds * 1000)
}
