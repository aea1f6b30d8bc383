import { plain } from '#sdk/plain'

/**
 * A viewer's text for between two quotes of a console: it cannot end them. There are no escapes there, so what could is left out: `"` ends an argument, `;`
 * a command, `//` begins a comment; backslashes and braces mean something to some games.
 */
export const asArgument = (text: string) =>
  plain(text)
    .replace(/[";\\{}]/g, '')
    .replace(/\/{2,}/g, '/')
    .replace(/^\/|\/$/g, '')
    .trim()
