// @ts-check
import { connect } from '/overlay/sdk/connection.js'

/** @typedef {{ text: string, language: string }} Said */

/** More than this are not worth waiting for. */
const WAITING_MAX = 5

let waiting = 0

connect({
  on: {
    say(data) {
      if (waiting >= WAITING_MAX) return
      const { text, language } = /** @type {Said} */ (data)
      const utterance = new SpeechSynthesisUtterance(text)
      utterance.lang = language
      utterance.onend = utterance.onerror = () => {
        waiting = Math.max(0, waiting - 1)
      }
      waiting += 1
      speechSynthesis.speak(utterance)
    },
  },
  panic() {
    // What is cut off does not say so everywhere.
    speechSynthesis.cancel()
    waiting = 0
  },
})
