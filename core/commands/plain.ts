// Characters that move the cursor, colour, or turn the direction of what is around them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** Text of a plugin's author as a line of the terminal may show it. */
export function plain(text: string): string {
  return plainLines(text).replaceAll(/\s+/g, ' ')
}

/** The same, of more than one line. */
export function plainLines(text: string): string {
  return text.replaceAll(UNSEEN, '')
}
