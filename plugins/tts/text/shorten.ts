/** The text, ended behind a word when it is longer than so many characters; a word that is longer alone is cut. */
export function shorten(text: string, max: number): string {
  const letters = [...text]
  if (letters.length <= max) return text
  const cut = letters.slice(0, max).join('')
  const isWhole = /\s/u.test(letters[max] ?? '')
  const end = cut.search(/\s\S*$/u)
  return (isWhole || end < max / 2 ? cut : cut.slice(0, end)).trim()
}
