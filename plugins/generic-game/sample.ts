import type { GameMessage } from './message.ts'

/** A gift that nobody gave, to see whether the game gets it. */
export const sampleMessage = (now = Date.now()): GameMessage => ({
  ...{ type: 'gift', command: 'test', user: 'Mira', userId: '1', gift: 'Rose', count: 1, coins: 1 },
  ...{ amount: '', message: '', id: `test-${now}`, timestamp: now },
})
