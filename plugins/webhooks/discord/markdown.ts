/**
 * A viewer's text as Discord shows it letter by letter: a backslash before all that its Markdown reads, so that it makes no mention, link, heading or
 * spoiler. One line.
 */
export function escaped(text: string): string {
  return text
    .replace(/[\s\u2028\u2029]+/g, ' ')
    .replace(/[!-/:-@[-`{-~]/g, '\\$&')
    .trim()
}
