// @ts-check
/**
 * @typedef {import('../goal.ts').Kind} Kind
 * @typedef {import('../view.ts').GoalView} GoalView
 */

/** @type {Record<'en' | 'es', { reached: string } & Record<Exclude<Kind, 'tips'>, string>>} */
const WORDS = {
  en: {
    reached: 'Reached!',
    coins: 'coins',
    gifts: 'gifts',
    follows: 'followers',
    likes: 'likes',
    subscriptions: 'subscribers',
    shares: 'shares',
  },
  es: {
    ...{ reached: '¡Conseguido!', coins: 'monedas', gifts: 'regalos', follows: 'seguidores' },
    ...{ likes: 'me gusta', subscriptions: 'suscriptores', shares: 'compartidos' },
  },
}

/** What a bar says. @param {GoalView} goal @param {'en' | 'es'} language */
export function wordsOf({ kind, current, target, percentage, currency }, language) {
  const format = kind === 'tips' ? money(language, currency) : plain(language)
  return {
    soFar: format(current),
    target: kind === 'tips' ? format(target) : `${format(target)} ${WORDS[language][kind]}`,
    percentage: new Intl.NumberFormat(language, { style: 'percent' }).format(percentage / 100),
    reached: WORDS[language].reached,
  }
}

/** @param {string} language */
function plain(language) {
  const whole = new Intl.NumberFormat(language)
  const short = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 })
  return (/** @type {number} */ value) => (value < 1_000_000 ? whole : short).format(value)
}

/** Without hundredths where there are none. @param {string} language @param {string | undefined} currency */
function money(language, currency) {
  const unit = /** @type {Intl.NumberFormatOptions} */ (currency ? { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } : {})
  return (/** @type {number} */ cents) => {
    const digits = cents % 100 === 0 ? 0 : 2
    return new Intl.NumberFormat(language, { ...unit, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(cents / 100)
  }
}
