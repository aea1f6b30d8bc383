// @ts-check
/** @typedef {import('../board.ts').Board} Board @typedef {import('../item.ts').PublicItem} PublicItem */

const ORDER_MS = 5000

/** @type {readonly (Omit<PublicItem, 'id' | 'title'> & { readonly titles: { readonly en: string, readonly es: string } })[]} */
const ITEMS = [
  { titles: { en: 'Sing a song of yours', es: 'Canto lo que pidas' }, category: 'request', price: 500, unit: 'coins' },
  { titles: { en: 'Ten push-ups', es: 'Diez flexiones' }, category: 'performance', price: 99, unit: 'coins', sign: '💪' },
  { titles: { en: 'Say your name', es: 'Digo tu nombre' }, category: 'interaction', price: 10, unit: 'coins' },
  {
    titles: { en: 'Change the lights', es: 'Cambio las luces' },
    category: 'custom',
    price: 300,
    unit: 'cents',
    currency: 'EUR',
    sign: '💡',
  },
  {
    titles: { en: 'Play the next level blindfolded', es: 'El próximo nivel a ciegas' },
    category: 'performance',
    price: 2550,
    unit: 'cents',
    currency: 'EUR',
  },
  { titles: { en: 'Ask me anything', es: 'Pregunta lo que quieras' }, category: 'interaction', price: 50, unit: 'coins' },
  { titles: { en: 'Spin the wheel', es: 'Gira la ruleta' }, category: 'custom', price: 199, unit: 'coins', sign: '🎡' },
]
const NAMES = ['Luna ✨', 'ليلى', 'captain.nova']

/**
 * A menu that is ordered from, for ever.
 * @param {{ show: (board: Board) => void, ordered: (ordered: import('../board.ts').Ordered) => void, language: 'en' | 'es' }} to
 */
export function playMenu({ show, ordered, language }) {
  const items = ITEMS.map(({ titles, ...item }, index) => ({ ...item, id: `sample-${index}`, title: titles[language] }))
  const look = { language, title: '', perPage: 5, pageSeconds: 8, theme: themeNow() }
  show({ items, look })
  order(0)

  /** @param {number} turn */
  function order(turn) {
    setTimeout(() => {
      ordered({ id: `sample-${(turn * 3) % items.length}`, name: NAMES[turn % NAMES.length] ?? '' })
      order(turn + 1)
    }, ORDER_MS)
  }
}

/** The one that the link says. @returns {Board['look']['theme']} */
function themeNow() {
  const { theme } = document.documentElement.dataset
  return theme === 'paper' || theme === 'neon' ? theme : 'night'
}
