// @ts-check
/** @typedef {import('../board.ts').Board} Board @typedef {import('../view.ts').GoalView} GoalView */

const EVERY_MS = 1600
const STEPS = 9

/** @type {Record<'en' | 'es', readonly string[]>} */
const TITLES = {
  en: ['A new outfit 👗', 'Strings for the guitar', 'Follow for the next song'],
  es: ['Un vestido nuevo 👗', 'Cuerdas para la guitarra', 'Sígueme y toco otra'],
}

/**
 * Plays goals that fill up, are reached, and begin anew, for ever.
 * @param {{ show: (board: Board) => void, completed: (id: string) => void, language: 'en' | 'es' }} to
 */
export function playGoals({ show, completed, language }, turn = 2) {
  const step = turn % (STEPS + 2)
  const goals = [
    goal(0, { kind: 'coins', unit: 'coins', target: 500, current: Math.min(500, step * 62) }),
    goal(1, { kind: 'tips', unit: 'cents', target: 12_000, current: 1250 + step * 700, currency: 'EUR' }),
    goal(2, { kind: 'follows', unit: 'follows', target: 40, current: 7 + step * 2 }),
  ]
  show({ sessionId: 'sample', goals, look: { language, theme: themeNow(), celebrate: true } })
  if (step === STEPS) completed('sample-0')
  setTimeout(() => playGoals({ show, completed, language }, turn + 1), EVERY_MS)

  /** @param {number} index @param {Pick<GoalView, 'kind' | 'unit' | 'target' | 'current' | 'currency'>} rest @returns {GoalView} */
  function goal(index, rest) {
    const percentage = Math.floor((rest.current / rest.target) * 100)
    const done = percentage >= 100 && { completedAt: '2026-01-01T00:00:00.000Z' }
    return {
      id: `sample-${index}`,
      title: TITLES[language][index] ?? '',
      createdAt: '2026-01-01T00:00:00.000Z',
      ...rest,
      percentage,
      ...done,
    }
  }
}

/** The one that the link says. @returns {Board['look']['theme']} */
function themeNow() {
  const { theme } = document.documentElement.dataset
  return theme === 'paper' || theme === 'neon' ? theme : 'night'
}
