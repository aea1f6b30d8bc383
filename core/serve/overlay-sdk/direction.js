// @ts-check
/** Whether words begin from the right: by their first letter, as browsers decide it (Unicode bidi, P2). Without `dir`, too long a name would lose its beginning. @param {string} words */
export function isFromRight(words) {
  return /^[^\p{L}]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u.test(words)
}
