// @ts-check
const EVERY_MS = 5000
const SHOWN_MS = 3600
const LINES = {
  en: ['Back in five minutes', 'New here? Say hello, nobody bites', 'Tonight: finishing the mural, and a giveaway at 10'],
  es: ['Vuelvo en cinco minutos', '¿Es tu primera vez? Saluda sin miedo', 'Esta noche: terminamos el mural y hay sorteo a las 10'],
}

/** Plays lines, for ever. @param {(ticker: import('../ticker.ts').Ticker) => void} show @param {boolean} inSpanish */
export function playTicker(show, inSpanish, turn = 0) {
  const lines = LINES[inSpanish ? 'es' : 'en']
  show({ text: lines[turn % lines.length] ?? '', until: new Date(Date.now() + SHOWN_MS).toISOString() })
  setTimeout(() => playTicker(show, inSpanish, turn + 1), EVERY_MS)
}
