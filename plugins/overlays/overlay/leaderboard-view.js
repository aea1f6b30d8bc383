// @ts-check
import { element, text } from '/overlay/sdk/elements.js'
import { createLeaderboardRow } from './leaderboard-row.js'
import { isCalm } from './page.js'

/**
 * @typedef {import('../leaderboard.ts').Leaderboard} Leaderboard
 * @typedef {import('../leaderboard.ts').BoardShown} BoardShown
 */

/**
 * Shows each board that has anybody on it. Rows glide to their new place.
 * @param {{ stage: HTMLElement, only: string | null }} parts
 */
export function createLeaderboard({ stage, only }) {
  /** @type {Map<string, ReturnType<typeof createBoard>>} */
  const boards = new Map()

  /** @param {Leaderboard} leaderboard */
  function show(leaderboard) {
    const wanted = leaderboard.boards.filter(({ board, rows }) => rows.length > 0 && (!only || board === only))
    for (const [name, board] of boards) if (!wanted.some(({ board }) => board === name)) remove(name, board)
    for (const told of wanted) {
      const board = boards.get(told.board) ?? createBoard()
      boards.set(told.board, board)
      // Put in anew only where the order changed, so that nothing that moves begins again.
      if (stage.children[wanted.indexOf(told)] !== board.element)
        stage.insertBefore(board.element, stage.children[wanted.indexOf(told)] ?? null)
      board.show(told)
    }
  }

  /** @param {string} name @param {{ element: HTMLElement }} board */
  function remove(name, board) {
    board.element.remove()
    boards.delete(name)
  }

  return {
    show,
    clear: () => {
      for (const [name, board] of boards) remove(name, board)
    },
  }
}

function createBoard() {
  const section = element('section', 'board')
  const list = element('ol', 'rows')
  /** @type {Map<string, ReturnType<typeof createLeaderboardRow>>} */
  const rows = new Map()

  /** @param {BoardShown} board */
  function show({ board, title, rows: told }) {
    if (section.childElementCount === 0) section.append(text('h2', 'title one-line', title), list)
    section.dataset.board = board
    const before = new Map([...rows].map(([id, { element }]) => [id, element.offsetTop]))
    for (const [id, { element }] of rows) if (!told.some((row) => row.id === id)) drop(id, element)
    const most = told[0]?.amount ?? 1
    told.forEach((row, at) => {
      const made = rows.get(row.id) ?? createLeaderboardRow(row)
      rows.set(row.id, made)
      if (list.children[at] !== made.element) list.insertBefore(made.element, list.children[at] ?? null)
      made.show(row, { rank: at + 1, share: Math.min(1, row.amount / most) })
    })
    for (const [id, { element }] of rows) glide(element, (before.get(id) ?? element.offsetTop) - element.offsetTop)
  }

  /** @param {string} id @param {HTMLElement} row */
  function drop(id, row) {
    row.remove()
    rows.delete(id)
  }

  return { element: section, show }
}

/** First, last, invert, play. @param {HTMLElement} row @param {number} by */
function glide(row, by) {
  if (by === 0 || isCalm()) return
  row.animate([{ transform: `translateY(${by}px)` }, { transform: 'none' }], { duration: 520, easing: 'cubic-bezier(.2,.9,.25,1)' })
}
