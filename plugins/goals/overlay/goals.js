// @ts-check
import { connect } from '/overlay/sdk/connection.js'
import { readOptions } from '/overlay/sdk/options.js'
import { playGoals } from './samples.js'
import { createGoalsView } from './view.js'

/** @typedef {import('../board.ts').Board} Board */

const { isPreview, language, query } = readOptions({ position: 'bottom' })
const { dataset } = document.documentElement
const view = createGoalsView(/** @type {HTMLElement} */ (document.getElementById('stage')))

/** @param {Board} board */
function show({ goals, look }) {
  document.documentElement.lang = language ?? look.language
  if (!query.has('theme')) dataset.theme = look.theme
  view.show(goals, { language: language ?? look.language, celebrate: look.celebrate })
}

if (isPreview) playGoals({ show, completed: view.celebrate, language: language ?? 'en' })
else {
  // True of both: only this plugin publishes on its topics, and board.ts says what.
  connect({
    on: {
      goals: (data) => show(/** @type {Board} */ (data)),
      'goal.completed': (data) => view.celebrate(/** @type {{ goalId: string }} */ (data).goalId),
    },
    panic: view.clear,
  })
}
