// @ts-check
import { pageClock } from '/overlay/sdk/clock.js'
import { createChatBox } from './chat-box.js'
import { playChat } from './chat-samples.js'
import { openPage } from './page.js'

const stage = /** @type {HTMLElement} */ (document.getElementById('stage'))
const box = createChatBox({ stage, clock: pageClock })

openPage({ position: 'bottom', on: { chat: box.show }, panic: box.clear, play: () => playChat(box.show) })
