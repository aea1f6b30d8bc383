const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }
/** What XML 1.0 has no way to write. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML forbids.
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Cs}/gu

/** A text for XML, between elements or in an attribute. */
export function xml(text: string): string {
  return text.replace(FORBIDDEN, ' ').replace(/[&<>"']/g, (mark) => ESCAPES[mark] ?? '')
}

export type Ssml = { readonly text: string; readonly locale: string; readonly voice: string; readonly speed: number }

/** One sentence in one voice, whatever the text is. */
export function ssml({ text, locale, voice, speed }: Ssml): string {
  const spoken = speed === 1 ? xml(text) : `<prosody rate="${Math.round(speed * 100)}%">${xml(text)}</prosody>`
  const root = `<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="${xml(locale)}">`
  return `${root}<voice name="${xml(voice)}">${spoken}</voice></speak>`
}
