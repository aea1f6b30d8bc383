import { cutAtSentence, wholeSentences } from './cut.ts'

/** Nothing that a model says is longer before it is cleaned. */
const MAX_RAW = 8_000

/** Hidden signs that change how text reads: controls, direction, zero width. Joiners of emoji stay. */
const HIDDEN =
  /[\p{Cc}\p{Cs}\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200e\u200f\u2028-\u202f\u2060-\u206f\u3164\ufeff\uffa0\u{e0000}-\u{e0fff}]/gu
const ADDRESS = /\b[a-z][a-z\d+.-]{1,20}:\/\/\S*|\bwww\.\S+|\b(?:mailto|javascript|data|tel):\S+/gi
const EMAIL = /[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}/g
/** Names of sites without a scheme; the ends are those that are not words, too. */
const SITE =
  /\b(?:[a-z\d-]{1,63}\.){1,5}(?:com|net|org|info|biz|xyz|app|dev|online|site|shop|store|live|link|click|top|ru|cn|io|gg|tv|me|ly|es|mx|ar|co|uk|de|fr|br|eu|us)\b(?:\/\S*)?/gi

/** What a model said, made fit to be shown: plain words in one line, no markup, no addresses, no mentions, no command; empty when nothing is left. */
export function cleanAnswer(
  said: string,
  options: { readonly persona: string; readonly maxChars: number; readonly isCut: boolean },
): string {
  const plain = withoutMarkup(unwrapped(withoutThoughts(said.slice(0, MAX_RAW).toWellFormed().normalize('NFC'))))
  const open = plain
    .replace(ADDRESS, ' ')
    .replace(EMAIL, ' ')
    .replace(SITE, ' ')
    .replace(/[@＠﹫]/g, '')
  const line = withoutName(
    open
      .replace(/\s+/gu, ' ')
      .replace(HIDDEN, '')
      .replace(/ +([.,;:!?])/g, '$1')
      .trim(),
    options.persona,
  )
  const bare = withoutCommand(line)
  return withoutCommand(cutAtSentence(options.isCut ? wholeSentences(bare) : bare, options.maxChars))
}

/** Local models think aloud between these. */
function withoutThoughts(text: string): string {
  const end = text.lastIndexOf('</think>')
  return end >= 0 ? text.slice(end + '</think>'.length) : text.replace(/<think>[\s\S]*$/, '')
}

/** Models sometimes answer in the form that they were asked in. */
function unwrapped(text: string): string {
  const trimmed = text.trim()
  if (!trimmed.startsWith('{')) return text
  try {
    const { says } = Object(JSON.parse(trimmed)) as { readonly says?: unknown }
    return typeof says === 'string' ? says : text
  } catch {
    return text
  }
}

function withoutMarkup(text: string): string {
  return text
    .replace(/!?\[([^\][\n]{0,200})\]\([^()\n]{0,300}\)/g, '$1')
    .replace(/<[^<>]{0,300}>/g, ' ')
    .replace(/[<>`|~\\]/g, ' ')
    .replace(/\*+|_{2,}/g, '')
    .replace(/^ {0,3}(?:#{1,6}|[-+•]|\d{1,2}\.) +/gm, '')
    .replace(/\s*\n+\s*/g, ' ')
}

/** "Nova: hello" is "hello" when Nova says it. */
function withoutName(text: string, name: string): string {
  const isSigned = text.toLowerCase().startsWith(`${name.toLowerCase()}:`)
  return isSigned ? text.slice(name.length + 1).trim() : text
}

/** Nothing that other programs would take for a command. */
function withoutCommand(text: string): string {
  return text.replace(/^[\s/!.#$&%+=;:,?\-‐-―\\／！＃＄]+/u, '').trim()
}
