// @ts-check
/** @typedef {import('../leaderboard.ts').Leaderboard} Leaderboard */

const EVERY_MS = 2500
const GIFTERS = ['Luna ✨', 'captain.nova', 'ليلى', 'Mateo', '小明']
const FIRST = [4200, 2600, 2350, 900, 310]

/** Plays a race, for ever; nothing is needed of the host. @param {(leaderboard: Leaderboard) => void} show @param {boolean} inSpanish */
export function playLeaderboard(show, inSpanish, amounts = FIRST, turn = 0) {
  show({
    boards: [
      {
        board: 'gifters',
        title: inSpanish ? 'Más regalos' : 'Top gifters',
        rows: amounts
          .map((amount, at) => ({ id: String(at), name: GIFTERS[at] ?? '', amount, unit: inSpanish ? 'monedas' : 'coins' }))
          .sort((a, b) => b.amount - a.amount),
      },
      {
        board: 'tippers',
        title: inSpanish ? 'Más propinas' : 'Top tips',
        rows: [
          { id: 'a', name: 'Ana', amount: 2500, currency: 'EUR' },
          { id: 'b', name: 'Petra', amount: 1250, currency: 'EUR' },
        ],
      },
    ],
  })
  const next = amounts.map((amount, at) => (at === (turn * 2 + 1) % amounts.length ? amount + 1700 : amount))
  setTimeout(() => (turn < 12 ? playLeaderboard(show, inSpanish, next, turn + 1) : playLeaderboard(show, inSpanish)), EVERY_MS)
}
