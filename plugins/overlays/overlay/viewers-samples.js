// @ts-check
const EVERY_MS = 2000
const COURSE = [310, 340, 420, 400, 480, 610, 590, 720, 860, 840, 930, 1120]

/** Plays a live that grows, for ever. @param {(viewers: import('../viewers.ts').Viewers) => void} show */
export function playViewers(show, turn = 0) {
  const line = COURSE.map((count, at) => Math.round(count * (1 + 0.2 * Math.sin(turn / 3 + at))))
  show({
    figures: ['viewers', 'likes', 'followers'],
    viewers: line[line.length - 1] ?? 0,
    likes: 48_210 + turn * 137,
    followers: 42 + (turn >> 1),
    line,
  })
  setTimeout(() => playViewers(show, turn + 1), EVERY_MS)
}
