/**
 * A viewer's text as one plain line: what breaks lines becomes a space; control characters, halves of characters, and what turns the direction of the text
 * around it are left out.
 */
export const plain = (text: string) =>
  text
    .replace(/[\s\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
    .trim()
