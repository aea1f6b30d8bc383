// @ts-check
import { connect } from '/overlay/sdk/connection.js'

/** @typedef {{ by: string, question: string, answer: string }} Answer */

const SHOWN_MS = 12_000

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id))
/** @type {ReturnType<typeof setTimeout> | undefined} */
let hiding

connect({
  on: {
    answer(data) {
      const { by, question, answer } = /** @type {Answer} */ (data)
      // As text, never as HTML: it holds what viewers write.
      byId('question').textContent = `${by}: ${question}`
      byId('text').textContent = answer
      byId('answer').hidden = false
      clearTimeout(hiding)
      hiding = setTimeout(hide, SHOWN_MS)
    },
  },
  panic: hide,
})

function hide() {
  byId('answer').hidden = true
}
