// @ts-check

import { playLeaderboard } from './leaderboard-samples.js'
import { createLeaderboard } from './leaderboard-view.js'
import { openPage } from './page.js'

const stage = /** @type {HTMLElement} */ (document.getElementById('stage'))
/** `?board=gifters` shows one board only. */
const only = new URLSearchParams(location.search).get('board')
const view = createLeaderboard({ stage, only })

openPage({
  position: 'top',
  align: 'right',
  on: { leaderboard: view.show },
  panic: view.clear,
  play: ({ language }) => playLeaderboard(view.show, language === 'es'),
})
