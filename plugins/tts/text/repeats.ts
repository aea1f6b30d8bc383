const ENDLESS = [
  // One letter, a group of letters as in laughter, and a word.
  [/([^\d\s])\1{3,}/giu, '$1$1$1'],
  [/(\p{L}{2,4}?)\1{3,}/giu, '$1$1$1'],
  [/(?<![\p{L}\p{N}])([\p{L}\p{N}]{1,20})(?:[\s,.!]+\1){3,}(?![\p{L}\p{N}])/giu, '$1 $1 $1'],
  // Several marks are one.
  [/([!?.,;:…-])(?:\s*\1)+/gu, '$1'],
] as const

/** The text with at most three of what is said again and again. Numbers are left as they are. */
export function withoutRepeats(text: string): string {
  return ENDLESS.reduce((rest, [endless, three]) => rest.replace(endless, three), text)
}
