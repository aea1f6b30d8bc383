import { button, element } from './element.ts'
import type { Words } from './words.ts'

const TESTS = {
  gift: { giftName: 'Rose', giftCount: 5, coins: 5 },
  follow: {},
  chat: { message: 'Hello from the dashboard 👋' },
}

/** Buttons that send a test event through the whole of Showrunner. */
export function createTestPanel(
  words: Words,
  simulate: (eventType: string, input: Readonly<Record<string, unknown>>) => Promise<string | undefined>,
) {
  const answer = element('span', { class: 'answer' })
  answer.setAttribute('role', 'status')
  const send = (eventType: keyof typeof TESTS) => () =>
    void simulate(eventType, TESTS[eventType]).then((problem) => {
      answer.textContent = problem === undefined ? words.sent : `${words.refused}: ${problem}`
      answer.dataset.tone = problem === undefined ? 'green' : 'red'
    })
  const buttons = element(
    'p',
    { class: 'buttons' },
    button(words.testGift, send('gift'), 'primary'),
    button(words.testFollow, send('follow')),
    button(words.testChat, send('chat')),
    answer,
  )
  return { node: element('section', { class: 'panel' }, element('h2', { text: words.test }), buttons) }
}
