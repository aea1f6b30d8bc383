/** What is of no sound: controls, directions, invisible and unknown characters. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Variation_Selector}]+/gu
const PILED_MARKS = /(\p{M}{2})\p{M}+/gu
/** Anything between angle brackets that begins as an element does. */
const TAGS = /<[/!?]?\p{L}[^<>]*>?/gu
const COMMENTS = /<!--.*?(?:-->|$)/gsu
/** Marks that voices read out, or that mean something to one: brackets of phonemes and stage directions, templates, code. */
const MARKS = /[<>[\]{}*_#~|^=\\`@"“”«»]+/gu

/** The text without what begins as an element of a markup, which goes as a whole. */
export function withoutElements(text: string): string {
  return text.replace(COMMENTS, ' ').replace(TAGS, ' ')
}

/** The text without marks that are no punctuation, `&` as a word. */
export function withoutMarks(text: string, and: string): string {
  return text.replace(/\s*&\s*/g, ` ${and} `).replace(MARKS, ' ')
}

/** The text without what nobody sees; marks on a letter are at most two. To be called behind what needs joiners, as emoji do. */
export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, ' ').replace(PILED_MARKS, '$1')
}
