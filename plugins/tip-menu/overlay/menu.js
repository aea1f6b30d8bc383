// @ts-check
import { pageClock } from '/overlay/sdk/clock.js'
import { connect } from '/overlay/sdk/connection.js'
import { readOptions } from '/overlay/sdk/options.js'
import { playMenu } from './samples.js'
import { createMenuView } from './view.js'

/** @typedef {import('../board.ts').Board} Board @typedef {import('../board.ts').Ordered} Ordered */

const { isPreview, language, query } = readOptions({ position: 'top', align: 'right' })
const { dataset } = document.documentElement
const view = createMenuView(/** @type {HTMLElement} */ (document.getElementById('stage')), pageClock)

/** @param {Board} board */
function show({ items, look }) {
  document.documentElement.lang = language ?? look.language
  if (!query.has('theme')) dataset.theme = look.theme
  view.show(items, { ...look, language: language ?? look.language })
}

if (isPreview) playMenu({ show, ordered: view.highlight, language: language ?? 'en' })
else {
  // True of both: only this plugin publishes on its topics, and board.ts says what.
  connect({
    on: {
      menu: (data) => show(/** @type {Board} */ (data)),
      ordered: (data) => view.highlight(/** @type {Ordered} */ (data)),
    },
    panic: view.clear,
  })
}
