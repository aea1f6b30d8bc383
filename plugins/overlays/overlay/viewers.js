// @ts-check
import { openPage } from './page.js'
import { playViewers } from './viewers-samples.js'
import { createViewersView } from './viewers-view.js'

const stage = /** @type {HTMLElement} */ (document.getElementById('stage'))
const view = createViewersView(stage)

openPage({ position: 'top', on: { viewers: view.show }, panic: view.clear, play: () => playViewers(view.show) })
