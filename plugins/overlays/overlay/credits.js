// @ts-check
import { pageClock } from '/overlay/sdk/clock.js'
import { createCreditsRoll } from './credits-roll.js'
import { playCredits } from './credits-samples.js'
import { openPage } from './page.js'

const stage = /** @type {HTMLElement} */ (document.getElementById('stage'))
const roll = createCreditsRoll({ stage, clock: pageClock })

openPage({
  position: 'top',
  align: 'center',
  on: { credits: roll.show },
  panic: roll.clear,
  play: ({ language }) => playCredits(roll.show, language === 'es'),
})
