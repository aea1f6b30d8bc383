const LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '2': 'z',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '6': 'g',
  '7': 't',
  '8': 'b',
  '9': 'g',
  '@': 'a',
  $: 's',
  '!': 'i',
  '|': 'i',
  '+': 't',
  '€': 'e',
  '£': 'l',
  '¢': 'c',
  '¥': 'y',
  '(': 'c',
  '<': 'c',
  '¡': 'i',
  '§': 's',
  '°': 'o',
}
/** Signs that stand for a letter that was left out. */
export const MASK = /[*#_%]/u
const LETTERS = /\p{L}+/gu
const SPELT_MIN = 3

/** The ways in which a folded text may be meant. */
export type Readings = {
  /** Words as they stand, with digits and signs read as letters, with what stands between letters left out. */
  readonly words: ReadonlySet<string>
  /** Letters that were written one by one, put together. */
  readonly spelt: readonly string[]
  /** Words with letters left out: `p*ta`. */
  readonly masked: readonly string[]
  /** The words in their order, for phrases. */
  readonly lines: readonly string[]
}

/** Reads a folded text in each way. At most 200 words are looked at. */
export function readingsOf(folded: string): Readings {
  const chunks = folded.split(/\s+/u).filter(Boolean).slice(0, 200)
  const words = new Set<string>()
  for (const chunk of chunks) for (const word of wordsOf(chunk)) words.add(word)
  return {
    words,
    spelt: speltOut(chunks),
    masked: chunks.map(withoutEnds).filter((chunk) => /^\p{L}/u.test(chunk) && MASK.test(chunk)),
    lines: [
      chunks.flatMap((chunk) => chunk.match(LETTERS) ?? []).join(' '),
      chunks
        .map((chunk) => joined(unleet(withoutEnds(chunk))))
        .filter(Boolean)
        .join(' '),
    ],
  }
}

function wordsOf(chunk: string): readonly string[] {
  const plain = chunk.match(LETTERS) ?? []
  const core = withoutEnds(chunk)
  if (plain.length === 1 && plain[0] === core) return plain
  // Numbers, prices and times are read as nothing else.
  if (plain.length === 0) return [core]
  const read = [joined(unleet(core)), joined(unleet(core.replace(/[1!|]/gu, 'l'))), joined(unleet(chunk.replace(/[.,;:?"'»)\]]+$/u, '')))]
  return [...plain, core, joined(core), ...read]
}

/** Letters that stand alone, three and more in a row. */
function speltOut(chunks: readonly string[]): readonly string[] {
  const found: string[] = []
  let run = ''
  let count = 0
  const end = () => {
    if (count >= SPELT_MIN) found.push(run)
    run = ''
    count = 0
  }
  for (const chunk of chunks) {
    const letters = joined(unleet(chunk))
    if (new Set(letters).size === 1 && letters.length <= 3) {
      run += letters
      count++
    } else if (letters !== '') end()
  }
  end()
  return found
}

const unleet = (text: string) => Array.from(text, (character) => LEET[character] ?? character).join('')
const joined = (text: string) => text.replace(/[^\p{L}]/gu, '')
const withoutEnds = (chunk: string) => chunk.replace(/^[^\p{L}\p{N}@$*#]+|[^\p{L}\p{N}@$*#]+$/gu, '')
