const CYRILLIC =
  'а a б b в v г g ґ g д d е e ё yo є ye ж zh з z и i і i ї yi й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ъ - ы y ь - э e ю yu я ya'
const GREEK = 'α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o'

/** A letter, and how it is written in Latin ones; `-` is not written at all. */
const LATIN = new Map(
  [...`${CYRILLIC} ${GREEK}`.matchAll(/(\S+) (\S+)/g)].map(([, letter = '', latin = '']) => [letter, latin === '-' ? '' : latin]),
)

/** A name in Cyrillic or Greek as its letters sound, which voices of English and Spanish would otherwise spell; other letters stay as they are. */
export function inLatinLetters(name: string): string {
  return Array.from(name, latinOf).join('')
}

function latinOf(letter: string): string {
  const small = letter.toLowerCase()
  const [base = ''] = small.normalize('NFD')
  const latin = LATIN.get(small) ?? LATIN.get(base)
  if (latin === undefined) return letter
  return small === letter ? latin : `${latin.slice(0, 1).toUpperCase()}${latin.slice(1)}`
}
