// @ts-check
import { pageClock } from '/overlay/sdk/clock.js'
import { openPage } from './page.js'
import { playTicker } from './ticker-samples.js'
import { createTickerView } from './ticker-view.js'

const stage = /** @type {HTMLElement} */ (document.getElementById('stage'))
const view = createTickerView({ stage, clock: pageClock })

openPage({
  position: 'bottom',
  on: { ticker: view.show },
  panic: view.clear,
  play: ({ language }) => playTicker(view.show, language === 'es'),
})
