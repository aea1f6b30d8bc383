/** What people write for a letter; the sound is the same. */
const SOUNDS: Readonly<Record<string, string>> = { u: 'uv', v: 'vb', b: 'bv', c: 'ck', k: 'kc', z: 'zs', s: 'sz' }

/**
 * The text of a regular expression for an entry of a list: `word`, `stem*`, `*part*`, `stem(a|b)` with one of these endings, `word(s)?` with or without.
 * A letter may be repeated; one that the entry has twice must be there twice, for "as" is not "ass".
 */
export function patternOf(entry: string): string {
  const parts = entry.matchAll(/(\p{L})\1*|[^\p{L}]/gu)
  return Array.from(parts, ([part]) => SIGNS[part] ?? letterOf(part)).join('')
}

const SIGNS: Readonly<Record<string, string>> = { '*': '\\p{L}*', ' ': ' +', '(': '(?:', ')': ')', '|': '|', '?': '?' }

function letterOf(run: string): string {
  if (run === 'll') return '(?:l{2,}|y+)'
  const letter = run[0] ?? ''
  return `[${SOUNDS[letter] ?? letter}]${run.length > 1 ? `{${run.length},}` : '+'}`
}
