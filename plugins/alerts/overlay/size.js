// @ts-check
/** @typedef {import('../alert.ts').Alert} Alert */

/** What has no price, or is never small. @type {Partial<Record<Alert['kind'], 'medium' | 'large'>>} */
const AT_LEAST = { tip: 'medium', subscribe: 'medium', shoutout: 'medium', goal: 'large' }

/** How much is made of a card. @param {Alert} alert @returns {import('../settings.ts').AlertSize} */
export function sizeOf({ kind, coins = 0, amountCents = 0, tiers }) {
  if (AT_LEAST[kind] === 'large' || coins >= tiers.coins[1] || amountCents >= tiers.cents[1]) return 'large'
  return AT_LEAST[kind] === 'medium' || coins >= tiers.coins[0] || amountCents >= tiers.cents[0] ? 'medium' : 'small'
}
