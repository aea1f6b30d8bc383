import type { Message } from './message.ts'

/** Words for the chat of the game, to see whether it gets them. */
export const sampleMessage = (now = Date.now()): Message => ({
  ...{ id: `test-${now}`, effect: 'say', text: 'Showrunner is connected', item: '', amount: 1 },
  ...{ type: 'test', user: 'Mira', gift: '', count: 1, coins: 0 },
})
