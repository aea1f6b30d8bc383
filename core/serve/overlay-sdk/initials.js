// @ts-check
/** The first letters of the first two words, or the first of one; a sign that has neither gives a star. @param {string} name */
export function initialsOf(name) {
  const words = name.split(/[\s._-]+/u).flatMap((word) => word.match(/[\p{L}\p{N}]/u) ?? [])
  return words.slice(0, 2).join('').toLocaleUpperCase() || '★'
}

/** The same for the same name, from 0 to 359. @param {string} name */
export function hueOf(name) {
  let sum = 0
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 3_600
  return sum % 360
}
