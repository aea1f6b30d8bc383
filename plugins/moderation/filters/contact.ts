/**
 * A space before an @ makes it a mention of somebody, whose handle may have dots; where the sign is a word, spaces are part of it. Of what is before it one
 * character is enough: with more, a long word would be looked through once for each of its letters.
 */
const MAIL =
  /[\p{L}\p{N}._%+-](?:@|\s*(?:\(at\)|\[at\]|\(@\)|\[@\]|\barroba\b)\s*|\s@\s)[\p{L}\p{N}-]+(?:\.|\s*(?:\bpunto\b|\bdot\b)\s*)\p{L}{2,}/iu
const NUMBER = /(?<![\p{L}\p{N}@._])\+?\d(?:[\s().-]{0,2}\d){8,14}(?!\d)/gu
const DIGITS_MIN = 9

/** Phone numbers and addresses of mail, which nobody's chat should show. */
export function hasContact(text: string): boolean {
  const plain = text.normalize('NFKC').replace(/\p{Cf}/gu, '')
  return MAIL.test(plain) || (plain.match(NUMBER) ?? []).some(isPhone)
}

/** Long scores and "999999999" are none. */
function isPhone(number: string): boolean {
  const digits = number.replace(/\D/gu, '')
  return digits.length >= DIGITS_MIN && new Set(digits).size >= 3
}
