// @ts-check
const MAX_PIECES = 60
const SPREAD_EM = 17

/**
 * Throws pieces out from behind a card; each removes itself where it lands, and no more than 60 fly at once.
 * @param {Element} card
 * @param {number} pieces
 */
export function throwConfetti(card, pieces) {
  const flying = card.parentElement?.getElementsByClassName('confetti').length ?? 0
  for (let index = 0; index < Math.min(MAX_PIECES - flying, pieces); index++) {
    const piece = document.createElement('i')
    piece.className = `confetti confetti-${index % 4}`
    card.before(piece)
    piece.animate(flight(), { duration: 1300 + Math.random() * 900, easing: 'cubic-bezier(.12,.7,.4,1)' }).onfinish = () => piece.remove()
  }
}

function flight() {
  const angle = Math.random() * Math.PI * 2
  const reach = SPREAD_EM * (0.35 + Math.random() * 0.65)
  const x = Math.cos(angle) * reach
  const y = Math.sin(angle) * reach * 0.55
  const turn = (Math.random() - 0.5) * 1400
  return [
    { transform: 'translate(0, 0) rotate(0deg) scale(.4)', opacity: 1 },
    { transform: `translate(${x}em, ${y}em) rotate(${turn * 0.7}deg) scale(1)`, opacity: 1, offset: 0.6 },
    { transform: `translate(${x * 1.08}em, ${y + 5}em) rotate(${turn}deg) scale(.9)`, opacity: 0 },
  ]
}
