import { readAsLatin } from './confusables.ts'

/** Text as it is read: lower case, without marks on letters, invisible characters and disguises of single letters; ñ stays a letter of its own. */
export function fold(text: string): string {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/ñ/gu, '\u0001')
    .normalize('NFD')
    .replace(/n\u0303(?!\p{M})/gu, '\u0001')
    .replace(/[\p{M}\p{Cf}]/gu, '')
  return Array.from(plain, readAsLatin).join('').replaceAll('\u0001', 'ñ')
}
