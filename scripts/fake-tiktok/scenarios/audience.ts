import { type FakeMessage, GIFTS, viewer } from '../messages.ts'
import type { ScenarioParts } from '../scenario.ts'

const LINES = [
  'Hello from Lisbon!',
  'What game is this?',
  'GG',
  'Love the overlay',
  'First time here',
  'مرحبا',
  'こんにちは',
  '🎉🎉🎉',
  'Again!',
  'Who wins?',
]

/** What an audience does in one moment: mostly likes and chat, sometimes somebody comes, follows, shares or gives. */
export function createAudience({ messages, random }: ScenarioParts) {
  let likes = 0
  let viewers = 200
  let visitors = 1000

  return (): FakeMessage => {
    const who = viewer(Math.floor(random() * 400))
    const dice = random()
    if (dice < 0.35) {
      const count = 1 + Math.floor(random() * 15)
      likes += count
      return messages.like(who, count, likes)
    }
    if (dice < 0.7) return messages.chat(who, LINES[Math.floor(random() * LINES.length)] ?? 'Hi')
    if (dice < 0.82) {
      viewers += Math.round(random() * 4 - 1.5)
      visitors += 1
      return messages.join(who, Math.max(1, viewers))
    }
    if (dice < 0.88) return messages.viewers(Math.max(1, viewers), visitors)
    if (dice < 0.92) return messages.follow(who)
    if (dice < 0.95) return messages.share(who)
    if (dice < 0.955) return messages.subscribed(who)
    if (dice < 0.97) return messages.gift(who, GIFTS.heartMe)
    return messages.gift(who, GIFTS.galaxy)
  }
}
