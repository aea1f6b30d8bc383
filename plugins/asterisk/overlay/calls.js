// @ts-check
import { connect } from '/overlay/sdk/connection.js'
import { readOptions } from '/overlay/sdk/options.js'
import { showBoard } from './board.js'
import { SAMPLE } from './sample.js'

/** @typedef {import('../calls.ts').Told} Told */

/** Ages are told anew so often; everything else comes when it changes. */
const REFRESH_MS = 5000

const { isPreview, language = 'en' } = readOptions()
document.documentElement.lang = language
const place = /** @type {HTMLElement} */ (document.getElementById('board'))
/** @type {{ told: Told, at: number } | undefined} */
let latest

function show() {
  if (latest) showBoard(place, latest.told, { language, now: latest.told.at + Date.now() - latest.at })
}

/** @param {Told} told */
function hear(told) {
  latest = { told, at: Date.now() }
  show()
}

if (isPreview) hear(SAMPLE)
// True: only this plugin publishes on its topics, and calls.ts says what. Panic hides nothing here: it is a page for whoever looks after calls.
else connect({ on: { calls: (data) => hear(/** @type {Told} */ (data)) }, panic: () => {} })
setInterval(show, REFRESH_MS)
